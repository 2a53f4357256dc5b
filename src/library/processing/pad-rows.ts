/** Rows of several lengths → tensors. Pure arithmetic. */
import { XclipError } from '../../errors.js';
import { Tensor, type LongTensor } from '../tensor.js';
import type { EncodedToken } from './encode-text.js';
import type { Strategies } from './tokenizer-options.js';

export interface PaddedRows {
  /** int64 [texts, tokens] each */
  input_ids: LongTensor;
  attention_mask: LongTensor;
  special_tokens_mask: LongTensor;
  /** int64 [texts] */
  length: LongTensor;
}

interface Padding extends Pick<Strategies, 'padding' | 'maxLength'> {
  multipleOf: number | undefined;
  side: 'right' | 'left';
  padId: () => number;
}

/** @throws XclipError RAGGED if the rows are of several lengths even so */
export function padRows(rows: readonly (readonly EncodedToken[])[], padding: Padding): PaddedRows {
  const least = paddedLength(rows, padding);
  const lengths = new Set(rows.map((row) => Math.max(row.length, least)));
  const [width = 0] = lengths;
  if (lengths.size > 1) throw ragged(lengths);
  const padId = rows.some((row) => row.length < width) ? BigInt(padding.padId()) : 0n;
  const ids = new BigInt64Array(rows.length * width).fill(padId);
  const mask = new BigInt64Array(ids.length);
  const special = new BigInt64Array(ids.length).fill(1n);
  for (const [i, row] of rows.entries()) {
    const start = i * width + (padding.side === 'left' ? width - row.length : 0);
    for (const [j, { id, isSpecial }] of row.entries()) {
      ids[start + j] = BigInt(id);
      mask[start + j] = 1n;
      special[start + j] = isSpecial ? 1n : 0n;
    }
  }
  const dims = [rows.length, width];
  return {
    input_ids: new Tensor(ids, dims),
    attention_mask: new Tensor(mask, dims),
    special_tokens_mask: new Tensor(special, dims),
    length: new Tensor(new BigInt64Array(rows.length).fill(BigInt(width)), [rows.length]),
  };
}

/** What rows are padded to; 0 leaves them as they are. */
function paddedLength(
  rows: readonly (readonly EncodedToken[])[],
  { padding, maxLength, multipleOf = 1 }: Padding,
): number {
  if (padding === undefined) return 0;
  const wanted = padding === 'fixed' ? maxLength : Math.max(...rows.map((row) => row.length));
  return Math.ceil(wanted / multipleOf) * multipleOf;
}

function ragged(lengths: ReadonlySet<number>): XclipError {
  const sorted = [...lengths].sort((a, b) => a - b);
  return new XclipError(`the texts have ${sorted.join(', ')} tokens, which make no tensor`, {
    code: 'RAGGED',
    hint: 'pass padding: true, and truncation: true for texts that are too long',
  });
}
