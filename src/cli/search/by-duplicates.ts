import type { QueryResult } from '../../output/formats/output-format.js';
import { requireClips } from '../../pipeline/search/check-store.js';
import type { ClipPlaces } from '../../pipeline/search/clip-places.js';
import { findDuplicates, type DuplicateGroup } from '../../pipeline/search/find-duplicates.js';
import { StageTimes } from '../../pipeline/times.js';
import { Store } from '../../store/store-reader.js';
import { lostClips } from '../run/store-session.js';
import type { RunContext } from '../terminal/context.js';
import { createProgress } from '../terminal/progress.js';
import type { Found } from './found.js';
import type { SearchRequest, Wanted } from './request.js';

/** Groups the clips of a store that are nearly the same. Neither model nor context is needed. */
export async function searchDuplicates(
  { least, topK }: Extract<Wanted, { by: 'duplicates' }>,
  { storePath }: SearchRequest,
  { note, info, isQuiet }: RunContext,
  use: (found: Found) => Promise<void>,
): Promise<void> {
  const store = await Store.open(storePath);
  try {
    requireClips(store);
    if (!store.isWhole) note(lostClips(store));
    const times = new StageTimes(() => ({}));
    const progress = createProgress({ unit: 'clips', isQuiet });
    progress.setTotal(store.clipCount);
    const onClip = (): void => progress.advance({ items: 1, clips: 1, failed: false });
    const { groups, places } = await times
      .measure('search', () => findDuplicates({ store, least, onClip }))
      .finally(() => progress.stop());
    if (groups.length === 0) info(`no two of ${store.clipCount} clips have a cosine of ${least} or more`);
    const { id, revision, weightsSha256 } = store.description.model;
    await use({
      store,
      model: { id, revision, folder: undefined },
      weightsHash: weightsSha256,
      times,
      results: groups.map((group) => toResult(group, places, topK)),
      counts: {
        clips: store.clipCount,
        scored: store.clipCount,
        groups: groups.length,
        duplicates: groups.reduce((sum, { others }) => sum + others.length, 0),
      },
      settings: { duplicates: true, least },
    });
  } finally {
    await store.close();
  }
}

/** A group's first clip is its query, as `--like` would name it, and its first hit: every clip of it has a row. */
function toResult({ row, others }: DuplicateGroup, places: ClipPlaces, topK: number): QueryResult {
  const { video, span } = places.at(row);
  return {
    query: span === undefined ? video : `${video}#${span.startSeconds}`,
    hits: [{ row, score: 1 }, ...others].slice(0, topK).map((hit) => ({ ...places.at(hit.row), ...hit })),
  };
}
