/** The forms in which ids can be given to a decoder. */
import { XclipError } from '../../errors.js';
import { shown } from '../arguments.js';
import { requireFilled, type TensorLike } from '../tensor.js';

/** Ids of one text. */
export type TokenIds = readonly (number | bigint)[] | TensorLike;

/** Ids are 32 bits wide in the reference, too. */
const IDS = 2 ** 32;

/**
 * Rows of ids, and whether there were several: rows in a list, or a tensor of more than one row.
 * @throws XclipError BAD_IDS for what are no ids
 */
export function toRows(ids: unknown): { rows: number[][]; isBatch: boolean } {
  if (typeof ids === 'number' || typeof ids === 'bigint') return { rows: [[toId(ids)]], isBatch: false };
  if (isTensor(ids)) {
    requireFilled(ids, 'the ids');
    const all = Array.from(ids.data, toId);
    const width = ids.dims.at(-1) ?? 1;
    const count = width === 0 ? 0 : all.length / width;
    const rows = Array.from({ length: count }, (_, i) => all.slice(i * width, (i + 1) * width));
    return rows.length > 1 ? { rows, isBatch: true } : { rows: [all], isBatch: false };
  }
  if (!Array.isArray(ids)) throw badIds(ids);
  const values = ids as unknown[];
  const isBatch = values.some((value) => Array.isArray(value) || isTensor(value));
  if (!isBatch) return { rows: [values.map(toId)], isBatch };
  return { rows: values.map((value) => toRows(value).rows.flat()), isBatch };
}

function toId(value: unknown): number {
  const id = typeof value === 'bigint' ? Number(value) : value;
  if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < IDS) return id;
  throw badIds(value);
}

function badIds(value: unknown): XclipError {
  return new XclipError(`${shown(value)} is no token id, which is a whole number from 0`, {
    code: 'BAD_IDS',
    hint: 'pass ids as a tokenizer gives them',
  });
}

function isTensor(value: unknown): value is TensorLike {
  return typeof value === 'object' && value !== null && 'data' in value && 'dims' in value;
}
