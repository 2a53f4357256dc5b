/** From token ids to the text graph's inputs. Pure arithmetic. */
import type { PlainTensor } from '../runtime/session.js';

/** The most negative fp32 number: what the reference adds to the score of a token that must not be seen. */
const HIDDEN = -3.4028234663852886e38;

/**
 * Labels in groups of at most `groupSize` of like length, so that a long label does not pad all others. Order inside
 * is by length, then by place; `places` says where each label stood.
 */
export function groupByLength(
  labels: readonly (readonly number[])[],
  groupSize: number,
): { ids: number[][]; places: number[] }[] {
  const order = labels
    .map((ids, place) => ({ ids: [...ids], place }))
    .sort((a, b) => a.ids.length - b.ids.length);
  const groups = [];
  for (let start = 0; start < order.length; start += groupSize) {
    const group = order.slice(start, start + groupSize);
    groups.push({ ids: group.map((label) => label.ids), places: group.map((label) => label.place) });
  }
  return groups;
}

/**
 * The inputs of one call of the text graph. Padding follows each label's end token, where neither causal attention
 * nor the pooled token can see it.
 */
export function textFeeds(
  labels: readonly (readonly number[])[],
): Record<'input_ids' | 'position_ids' | 'attention_bias' | 'pool_rows', PlainTensor> {
  const tokens = Math.max(...labels.map((ids) => ids.length));
  const inputIds = new BigInt64Array(labels.length * tokens);
  const poolRows = new BigInt64Array(labels.length);
  for (const [row, ids] of labels.entries()) {
    for (const [column, id] of ids.entries()) inputIds[row * tokens + column] = BigInt(id);
    poolRows[row] = BigInt(row * tokens + pooledToken(ids));
  }
  return {
    input_ids: { type: 'int64', data: inputIds, dims: [labels.length, tokens] },
    position_ids: {
      type: 'int64',
      data: BigInt64Array.from({ length: tokens }, (_, i) => BigInt(i)),
      dims: [tokens],
    },
    attention_bias: {
      type: 'float32',
      data: textBias(labels.length, tokens),
      dims: [labels.length, 1, tokens, tokens],
    },
    pool_rows: { type: 'int64', data: poolRows, dims: [labels.length] },
  };
}

/**
 * The first of the highest ids: X-CLIP pools there whatever `eos_token_id` says (transformers 5 sets it to 2, the
 * value that means so, in XCLIPTextModel itself). In CLIP's vocabulary the end token is the highest.
 */
export function pooledToken(ids: readonly number[]): number {
  return ids.indexOf(ids.reduce((highest, id) => Math.max(highest, id), -1));
}

/**
 * What is added to the score of each token (last axis) by each token that looks: nothing, or so little that it is not
 * seen, because it comes later or is padding.
 * @param isSeen one a token of each text; all if undefined
 * @returns float32 [texts, tokens, tokens]
 */
export function textBias(
  texts: number,
  tokens: number,
  isSeen?: readonly boolean[],
): Float32Array<ArrayBuffer> {
  const bias = new Float32Array(texts * tokens * tokens);
  for (let row = 0; row < texts * tokens; row++) {
    bias.fill(HIDDEN, row * tokens + (row % tokens) + 1, (row + 1) * tokens);
    if (isSeen === undefined) continue;
    const firstToken = row - (row % tokens);
    for (let column = 0; column <= row % tokens; column++) {
      if (isSeen[firstToken + column] !== true) bias[row * tokens + column] = HIDDEN;
    }
  }
  return bias;
}
