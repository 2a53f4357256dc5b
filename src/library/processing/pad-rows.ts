/** Padding and truncation, as `_get_padding_truncation_strategies` of transformers decides on them. Pure arithmetic. */
import { XclipError } from '../../errors.js';
import { Tensor, type LongTensor } from '../tensor.js';

export interface PaddingOptions {
  /**
   * `true` or `'longest'` pads to the longest text, `'max_length'` to `max_length`; false if undefined. Texts of
   * several lengths need it.
   */
  padding?: boolean | 'longest' | 'max_length' | 'do_not_pad' | undefined;
  /** cut texts to `max_length`, keeping the end token; false if undefined, but see `max_length` */
  truncation?: boolean | 'longest_first' | 'do_not_truncate' | undefined;
  /**
   * in tokens, with begin and end; the tokenizer's `model_max_length` if undefined. Given alone, without `padding`
   * and `truncation`, it asks for truncation.
   */
  max_length?: number | undefined;
  /** the tokenizer's own if undefined */
  padding_side?: 'right' | 'left' | undefined;
}

interface Limits {
  modelMaxLength: number;
  side: 'right' | 'left';
}

/** transformers' LARGE_INTEGER: a longer model_max_length means none. */
const NO_LIMIT = 1e20;
/** The begin and the end token. */
const SHORTEST = 2;

/**
 * The first ids that fit, then the end token.
 * @throws XclipError BAD_OPTION for a max_length that has no room for begin and end
 */
export function truncateRow(
  ids: readonly number[],
  options: PaddingOptions,
  { modelMaxLength }: Limits,
): number[] {
  const most = truncates(options) ? lengthLimit(options, modelMaxLength) : Infinity;
  const last = ids.at(-1);
  return ids.length <= most || last === undefined ? [...ids] : [...ids.slice(0, most - 1), last];
}

/**
 * Rows of one length and their mask.
 * @throws XclipError RAGGED if they are of several lengths even so
 */
export function padRows(
  rows: readonly (readonly number[])[],
  options: PaddingOptions,
  { modelMaxLength, side, padId }: Limits & { padId: () => number },
): { input_ids: LongTensor; attention_mask: LongTensor } {
  const length = paddedLength(rows, options, modelMaxLength);
  const uneven = rows.find((row) => Math.max(row.length, length) !== Math.max(rows[0]?.length ?? 0, length));
  if (uneven !== undefined) throw ragged(rows, length);
  const width = Math.max(length, rows[0]?.length ?? 0);
  const needsPadding = rows.some((row) => row.length < width);
  const ids = new BigInt64Array(rows.length * width).fill(BigInt(needsPadding ? padId() : 0));
  const mask = new BigInt64Array(rows.length * width);
  for (const [i, row] of rows.entries()) {
    const start = i * width + (side === 'left' ? width - row.length : 0);
    ids.set(row.map(BigInt), start);
    mask.fill(1n, start, start + row.length);
  }
  const dims = [rows.length, width];
  return { input_ids: new Tensor(ids, dims), attention_mask: new Tensor(mask, dims) };
}

function truncates({ padding = false, truncation, max_length }: PaddingOptions): boolean {
  if (truncation !== undefined) return truncation !== false && truncation !== 'do_not_truncate';
  return max_length !== undefined && padding === false;
}

/** What rows are padded to; 0 leaves them as they are. */
function paddedLength(
  rows: readonly (readonly number[])[],
  options: PaddingOptions,
  modelMaxLength: number,
): number {
  const { padding = false } = options;
  if (padding === true || padding === 'longest') return Math.max(...rows.map((row) => row.length));
  if (padding !== 'max_length') return 0;
  const limit = lengthLimit(options, modelMaxLength);
  return limit === Infinity ? 0 : limit;
}

function lengthLimit({ max_length }: PaddingOptions, modelMaxLength: number): number {
  if (max_length === undefined) return modelMaxLength >= NO_LIMIT ? Infinity : modelMaxLength;
  if (Number.isInteger(max_length) && max_length >= SHORTEST) return max_length;
  throw new XclipError(`max_length is ${max_length}, but begin and end take ${SHORTEST} tokens`, {
    code: 'BAD_OPTION',
    hint: 'leave it out for the longest text that the model reads',
  });
}

function ragged(rows: readonly (readonly number[])[], length: number): XclipError {
  const lengths = [...new Set(rows.map((row) => Math.max(row.length, length)))].sort((a, b) => a - b);
  return new XclipError(`the texts have ${lengths.join(', ')} tokens, which make no tensor`, {
    code: 'RAGGED',
    hint: 'pass padding: true, and truncation: true for texts that are too long',
  });
}
