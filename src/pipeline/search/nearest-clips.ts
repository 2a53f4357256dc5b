import type { Store } from '../../store/store-reader.js';
import { cosineOf, dot } from './cosine.js';
import type { Hit } from './search-clips.js';
import { TopK } from './top-k.js';

interface Candidate {
  row: number;
  score: number;
}

/**
 * For each example, the clips of a store whose embeddings have the greatest cosine with its own, best first; equal ones in
 * the store's order. The scorer is for texts: between two clips the model has nothing else to say.
 * @param examples embeddings of the store's width
 * @throws XclipError STORE_DAMAGED, NOT_FINITE
 */
export async function nearestClips(
  store: Store,
  examples: readonly Float32Array[],
  topK: number,
): Promise<Hit[][]> {
  const lists = examples.map(() => new TopK<Candidate>(topK, (a, b) => b.score - a.score || a.row - b.row));
  const owns = examples.map((example) => dot(example, example));
  for await (const { firstRow, rows } of store.embeddings()) {
    for (const [i, embedding] of rows.entries()) {
      const own = dot(embedding, embedding);
      for (const [e, example] of examples.entries()) {
        const score = cosineOf(dot(embedding, example), own, owns[e] ?? 0);
        lists[e]?.offer({ row: firstRow + i, score });
      }
    }
  }
  const best = lists.map((list) => list.best());
  const wanted = new Set(best.flat().map(({ row }) => row));
  const places = new Map<number, Omit<Hit, 'score'>>();
  for await (const place of store.places((row) => wanted.has(row))) places.set(place.row, place);
  return best.map((list) =>
    list.flatMap(({ row, score }) => {
      const place = places.get(row);
      return place === undefined ? [] : [{ ...place, score }];
    }),
  );
}
