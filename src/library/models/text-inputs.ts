/** From the tensors that a caller has to the inputs of the text graph. Pure arithmetic. */
import { XclipError } from '../../errors.js';
import type { TextConfig } from '../../xclip/config.js';
import type { PlainTensor } from '../../xclip/runtime/session.js';
import { pooledToken, textBias } from '../../xclip/text/text-batches.js';
import type { AttentionImplementation } from '../pretrained.js';
import { badTensor, requireFilled, showDims, type TensorLike } from '../tensor.js';
import { at } from '../../at.js';

export interface TextInputs {
  /** int64 [texts, tokens] or [tokens], as a tokenizer gives them */
  input_ids?: TensorLike | undefined;
  /** int64 [texts, tokens]: 0 for padding, which no token looks at; all 1 if undefined */
  attention_mask?: TensorLike | undefined;
  /** int64 [texts, tokens], [1, tokens] or [tokens]: 0, 1, 2, … if undefined */
  position_ids?: TensorLike | undefined;
}

export interface TextFeeds {
  textCount: number;
  tokenCount: number;
  feeds: Record<'input_ids' | 'position_ids' | 'attention_bias' | 'answered' | 'pool_rows', PlainTensor>;
}

/** @throws XclipError MISSING_INPUT, BAD_TENSOR, TOO_LONG, UNKNOWN_TOKEN, UNKNOWN_POSITION */
export function textStatesFeeds(
  { input_ids, attention_mask, position_ids }: TextInputs,
  { maxPositionEmbeddings, vocabSize }: TextConfig,
  attention: AttentionImplementation,
): TextFeeds {
  if (input_ids === undefined) throw missingInput('input_ids');
  requireFilled(input_ids, 'input_ids');
  const tokenCount = input_ids.dims.at(-1) ?? 0;
  const ids = Array.from(input_ids.data, Number);
  if (ids.length === 0) throw badTensor(`input_ids of shape ${showDims(input_ids.dims)} holds no tokens`);
  if (tokenCount > maxPositionEmbeddings) throw tooLong(tokenCount, maxPositionEmbeddings);
  requireRange('UNKNOWN_TOKEN', 'input_ids', ids, vocabSize, 'take the tokenizer of the same checkpoint');
  const textCount = ids.length / tokenCount;
  const dims = [textCount, tokenCount];
  const isSeen = rowsLike(attention_mask, 'attention_mask', dims)?.map((value) => value !== 0);
  const positions = rowsLike(position_ids, 'position_ids', dims) ?? ids.map((_id, i) => i % tokenCount);
  requireRange('UNKNOWN_POSITION', 'position_ids', positions, maxPositionEmbeddings, 'count from 0');

  const answered = attention === 'eager' ? undefined : answeredTokens(isSeen, tokenCount);
  return {
    textCount,
    tokenCount,
    feeds: {
      input_ids: { type: 'int64', data: BigInt64Array.from(ids, BigInt), dims },
      position_ids: { type: 'int64', data: BigInt64Array.from(positions, BigInt), dims },
      attention_bias: {
        type: 'float32',
        data: textBias(textCount, tokenCount, isSeen),
        dims: [textCount, 1, tokenCount, tokenCount],
      },
      answered: {
        type: 'float32',
        data: answered ?? new Float32Array(ids.length).fill(1),
        dims: [textCount, tokenCount, 1],
      },
      pool_rows: { type: 'int64', data: poolRows(ids, tokenCount), dims: [textCount] },
    },
  };
}

export function missingInput(name: string): XclipError {
  return new XclipError(`${name} is missing`, {
    code: 'MISSING_INPUT',
    hint: `pass what the processor gives as ${name}`,
  });
}

/** The reference's check and words (XCLIPTextEmbeddings.forward). */
function tooLong(tokenCount: number, most: number): XclipError {
  return new XclipError(
    `Sequence length must be less than max_position_embeddings (got sequence length: ${tokenCount} and max_position_embeddings: ${most})`,
    { code: 'TOO_LONG', hint: 'cut the texts with truncation: true' },
  );
}

function requireRange(
  code: string,
  name: string,
  values: readonly number[],
  end: number,
  hint: string,
): void {
  const stranger = values.find((value) => !Number.isInteger(value) || value < 0 || value >= end);
  if (stranger === undefined) return;
  throw new XclipError(`${name} holds ${stranger}, but the model knows 0 to ${end - 1}`, { code, hint });
}

/** One number a token; a single row stands for all texts. */
function rowsLike(
  tensor: TensorLike | undefined,
  name: string,
  [textCount = 0, tokenCount = 0]: readonly number[],
): number[] | undefined {
  if (tensor === undefined) return undefined;
  requireFilled(tensor, name);
  const rows = tensor.data.length / tokenCount;
  if (tensor.dims.at(-1) !== tokenCount || (rows !== textCount && rows !== 1)) {
    throw badTensor(
      `${name} of shape ${showDims(tensor.dims)} does not fit input_ids of shape [${textCount}, ${tokenCount}]`,
    );
  }
  const values = Array.from(tensor.data, Number);
  return Array.from({ length: textCount * tokenCount }, (_, i) => at(values, i % values.length));
}

/** 1 for tokens that see themselves or one before them, 0 for the others. */
function answeredTokens(
  isSeen: readonly boolean[] | undefined,
  tokenCount: number,
): Float32Array<ArrayBuffer> | undefined {
  if (isSeen === undefined) return undefined;
  return Float32Array.from(isSeen, (_seen, i) =>
    isSeen.slice(i - (i % tokenCount), i + 1).includes(true) ? 1 : 0,
  );
}

function poolRows(ids: readonly number[], tokenCount: number): BigInt64Array<ArrayBuffer> {
  return BigInt64Array.from({ length: ids.length / tokenCount }, (_, row) => {
    const start = row * tokenCount;
    return BigInt(start + pooledToken(ids.slice(start, start + tokenCount)));
  });
}
