/** From Parquet's rows to clips, trusting nothing: a file may be of anyone's making. */
import type { StoreDescription } from './store-description.js';
import type { Column } from './store-schema.js';
import type { ClipPlace, StoredClip } from './stored-clip.js';

type Row = Readonly<Record<string, unknown>>;

/** @throws Error naming the column that is not as the store's description says */
export function toStoredClip(row: Row, { embedding, context, hasSpans }: StoreDescription): StoredClip {
  return {
    ...toClipPlace(row, { hasSpans }),
    frameIndices: checked(row, 'frame_indices', isListOf(isNumber)),
    notes: checked(row, 'notes', isListOf(isString)),
    embedding: toEmbedding(row, embedding.width),
    context: context === undefined ? undefined : toContext(row, 2 * context.patches * embedding.width),
  };
}

/** @throws Error naming the column that is not as it should be */
export function toClipPlace(row: Row, { hasSpans }: Pick<StoreDescription, 'hasSpans'>): ClipPlace {
  return {
    video: toVideo(row),
    clip: checked(row, 'clip', isNumber),
    startSeconds: checked(row, 'start_s', isNumber),
    endSeconds: checked(row, 'end_s', isNumber),
    ...(hasSpans ? { span: toSpan(row) } : {}),
  };
}

/** @throws Error if the row names no video */
export function toVideo(row: Row): string {
  return checked(row, 'video', isString);
}

/** @throws Error if the row has no embedding of this width */
export function toEmbedding(row: Row, width: number): Float32Array<ArrayBuffer> {
  const values = checked(row, 'embedding', isListOf(isNumber));
  if (values.length !== width) throw wrong('embedding');
  return Float32Array.from(values);
}

function toSpan(row: Row): NonNullable<StoredClip['span']> {
  return {
    startSeconds: checked(row, 'window_start_s', isNumber),
    endSeconds: checked(row, 'window_end_s', isNumber),
  };
}

function toContext(row: Row, byteLength: number): Uint8Array<ArrayBuffer> {
  const bytes = checked(row, 'context', isBytes);
  if (bytes.length !== byteLength) throw wrong('context');
  return bytes;
}

type Guard<T> = (value: unknown) => value is T;

function checked<T>(row: Row, column: Column, isRight: Guard<T>): T {
  const value = row[column];
  if (!isRight(value)) throw wrong(column);
  return value;
}

function wrong(column: Column): Error {
  return new Error(`the column ${column} does not hold what it should`);
}

const isString: Guard<string> = (value) => typeof value === 'string';
const isNumber: Guard<number> = (value) => typeof value === 'number';
const isBytes: Guard<Uint8Array<ArrayBuffer>> = (value): value is Uint8Array<ArrayBuffer> =>
  value instanceof Uint8Array;

function isListOf<T>(isItem: Guard<T>): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(isItem);
}
