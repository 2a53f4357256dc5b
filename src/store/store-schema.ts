/** The columns of a store, in Parquet's terms. docs/STORE.md describes them for users. */
import type { SchemaElement } from 'hyparquet';

export const COLUMNS = [
  'video',
  'clip',
  'start_s',
  'end_s',
  'frame_indices',
  'notes',
  'window_start_s',
  'window_end_s',
  'embedding',
  'context',
] as const;
export type Column = (typeof COLUMNS)[number];

/** Columns that say where a clip is from. */
export const PLACE_COLUMNS: ReadonlySet<Column> = new Set([
  'video',
  'clip',
  'start_s',
  'end_s',
  'window_start_s',
  'window_end_s',
]);

/** Columns that hold several values a clip. */
export const LISTS: ReadonlySet<Column> = new Set(['frame_indices', 'notes', 'embedding']);

/** What a store may be without. */
export interface StoreParts {
  /** its clips are stretches of videos, not whole ones */
  withSpans: boolean;
  withContext: boolean;
}

export function columnsOf({ withSpans, withContext }: StoreParts): Column[] {
  return COLUMNS.filter((name) => {
    if (name === 'context') return withContext;
    return withSpans || !name.startsWith('window_');
  });
}

/** Columns whose least and greatest value is worth noting: queries by video or time skip what cannot match. */
export const COLUMNS_WITH_STATISTICS: readonly Column[] = ['video', 'clip', 'start_s', 'end_s'];

/** The context is plain bytes, since readers disagree on fp16 in lists; all of them read bytes. */
export function storeSchema(parts: StoreParts): SchemaElement[] {
  const { withSpans, withContext } = parts;
  return [
    { name: 'schema', num_children: columnsOf(parts).length },
    ...required('video', { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }),
    ...required('clip', { type: 'INT32' }),
    ...required('start_s', { type: 'DOUBLE' }),
    ...required('end_s', { type: 'DOUBLE' }),
    ...listOf('frame_indices', { type: 'INT32' }),
    ...listOf('notes', { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }),
    ...(withSpans ? ['window_start_s' as const, 'window_end_s' as const] : []).flatMap((name) =>
      required(name, { type: 'DOUBLE' }),
    ),
    ...listOf('embedding', { type: 'FLOAT' }),
    ...(withContext ? required('context', { type: 'BYTE_ARRAY' }) : []),
  ];
}

type Leaf = Omit<SchemaElement, 'name'>;

function required(name: Column | 'element', leaf: Leaf): SchemaElement[] {
  return [{ name, repetition_type: 'REQUIRED', ...leaf }];
}

function listOf(name: Column, leaf: Leaf): SchemaElement[] {
  return [
    {
      name,
      repetition_type: 'REQUIRED',
      num_children: 1,
      converted_type: 'LIST',
      logical_type: { type: 'LIST' },
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...required('element', leaf),
  ];
}
