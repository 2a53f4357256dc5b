/** The columns of a store, in Parquet's terms. docs/STORE.md describes them for users. */
import type { SchemaElement } from 'hyparquet';

export const COLUMNS = [
  'video',
  'clip',
  'start_s',
  'end_s',
  'frame_indices',
  'notes',
  'embedding',
  'context',
] as const;
export type Column = (typeof COLUMNS)[number];

/** Columns whose least and greatest value is worth noting: queries by video or time skip what cannot match. */
export const COLUMNS_WITH_STATISTICS: readonly Column[] = ['video', 'clip', 'start_s', 'end_s'];

/** The context is plain bytes, since readers disagree on fp16 in lists; all of them read bytes. */
export function storeSchema({ withContext }: { withContext: boolean }): SchemaElement[] {
  return [
    { name: 'schema', num_children: withContext ? COLUMNS.length : COLUMNS.length - 1 },
    ...required('video', { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }),
    ...required('clip', { type: 'INT32' }),
    ...required('start_s', { type: 'DOUBLE' }),
    ...required('end_s', { type: 'DOUBLE' }),
    ...listOf('frame_indices', { type: 'INT32' }),
    ...listOf('notes', { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }),
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
