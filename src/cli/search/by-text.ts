import { at } from '../../at.js';
import { UsageError } from '../../errors.js';
import { searchClips } from '../../pipeline/search/search-clips.js';
import type { Store } from '../../store/store-reader.js';
import type { TextFeatures, XclipModel } from '../../xclip/model.js';
import { promptSetting } from '../flags/labels/prompts.js';
import { tooLong } from '../run/notes.js';
import { openStoreSession } from '../run/store-session.js';
import type { RunContext } from '../terminal/context.js';
import { createProgress } from '../terminal/progress.js';
import type { Found } from './found.js';
import type { SearchRequest, Wanted } from './request.js';

/** Beyond this, scoring every clip takes longer than people wait. */
const LARGE_STORE_CLIPS = 100_000;
const SHORTLIST_CLIPS = 10_000;

/** Ranks a store's clips by the model's own logit of each text. */
export async function searchByText(
  { queries, prompts, topK }: Extract<Wanted, { by: 'texts' }>,
  { flags, storePath, templates }: SearchRequest,
  { note, isQuiet }: RunContext,
  use: (found: Found) => Promise<void>,
): Promise<void> {
  const session = await openStoreSession(storePath, { ...flags, model: flags.model }, note);
  try {
    const { store, model, checkpoint, weightsHash, times } = session;
    const texts = await times.measure('labels', () => model.encodeLabels(prompts));
    refuseTruncated(queries, texts, model);
    const shortlistSize = shortlistSizeOf(store, flags.shortlist, note);
    const progress = createProgress({ unit: 'clips', isQuiet });
    progress.setTotal(Math.min(store.clipCount, (shortlistSize ?? Infinity) * queries.length));
    let scored = 0;
    const onScored = (): void => {
      scored += 1;
      progress.advance({ items: 1, clips: 1, failed: false });
    };
    const hits = await times
      .measure('search', () => searchClips({ store, model, texts, topK, shortlistSize, onScored }))
      .finally(() => progress.stop());
    await use({
      store,
      model: checkpoint,
      weightsHash,
      times,
      results: queries.map((query, i) => ({ query, hits: hits[i] ?? [] })),
      counts: { clips: store.clipCount, scored },
      settings: { prompt: promptSetting(templates), shortlist: shortlistSize ?? 0 },
    });
  } finally {
    await session.close();
  }
}

/** Undefined to score every clip. */
function shortlistSizeOf(
  { clipCount }: Store,
  asked: number | undefined,
  note: (line: string) => void,
): number | undefined {
  if (asked !== undefined) return asked === 0 || asked >= clipCount ? undefined : asked;
  if (clipCount <= LARGE_STORE_CLIPS) return undefined;
  note(
    `${clipCount} clips: scoring the ${SHORTLIST_CLIPS} nearest to each query by cosine (--shortlist 0 scores all)`,
  );
  return SHORTLIST_CLIPS;
}

/** @throws UsageError QUERY_TOO_LONG: what was found by half a query is no answer to it */
function refuseTruncated(queries: readonly string[], { truncated }: TextFeatures, model: XclipModel): void {
  const [place] = truncated;
  if (place === undefined) return;
  throw new UsageError(tooLong('query', at(queries, place), model), {
    code: 'QUERY_TOO_LONG',
    hint: 'shorten it, or its --prompt',
  });
}
