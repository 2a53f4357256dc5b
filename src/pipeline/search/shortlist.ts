import type { StoredGroup } from '../../store/store-reader.js';
import type { TextFeatures } from '../../xclip/model.js';
import { TopK } from './top-k.js';

interface Candidate {
  row: number;
  cosine: number;
}

/**
 * For each text, the rows of the `size` clips whose embedding has the greatest cosine with it. That is not the model's
 * score, in which the texts change with each clip: it only says which clips are worth scoring.
 */
export async function shortlist(
  groups: AsyncIterable<StoredGroup<Float32Array>>,
  texts: TextFeatures,
  size: number,
): Promise<Set<number>[]> {
  const directions = unitRows(texts);
  const lists = directions.map(
    () => new TopK<Candidate>(size, (a, b) => b.cosine - a.cosine || a.row - b.row),
  );
  for await (const { firstRow, rows } of groups) {
    for (const [i, embedding] of rows.entries()) {
      const length = Math.sqrt(dot(embedding, embedding));
      for (const [t, direction] of directions.entries()) {
        lists[t]?.offer({ row: firstRow + i, cosine: dot(embedding, direction) / length });
      }
    }
  }
  return lists.map((list) => new Set(list.best().map(({ row }) => row)));
}

function unitRows({ features, labelCount }: TextFeatures): Float32Array[] {
  const width = features.length / labelCount;
  return Array.from({ length: labelCount }, (_, t) => {
    const row = features.subarray(t * width, (t + 1) * width);
    const length = Math.sqrt(dot(row, row));
    return row.map((value) => value / length);
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
