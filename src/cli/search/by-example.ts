import { encodeExamples } from '../../pipeline/search/encode-examples.js';
import { nearestClips } from '../../pipeline/search/nearest-clips.js';
import { openExampleSession } from '../run/store-session.js';
import type { RunContext } from '../terminal/context.js';
import type { Found } from './found.js';
import type { SearchRequest, Wanted } from './request.js';

/** Ranks a store's clips by how near their embeddings are to that of each example, made by the store's own model. */
export async function searchByExample(
  { queries, examples, topK }: Extract<Wanted, { by: 'examples' }>,
  { flags, storePath }: SearchRequest,
  { note }: RunContext,
  use: (found: Found) => Promise<void>,
): Promise<void> {
  const session = await openExampleSession(storePath, { ...flags, model: flags.model }, note);
  try {
    const { store, engine, weightsHash, times } = session;
    const embeddings = await times.measure('encode', () => encodeExamples(examples, store, engine));
    const hits = await times.measure('search', () => nearestClips(store, embeddings, topK));
    await use({
      store,
      model: engine.checkpoint,
      weightsHash,
      times,
      results: queries.map((query, i) => ({ query, hits: hits[i] ?? [] })),
      counts: { clips: store.clipCount, scored: store.clipCount },
      settings: { like: queries },
    });
  } finally {
    await session.close();
  }
}
