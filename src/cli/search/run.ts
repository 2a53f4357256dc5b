import { UsageError } from '../../errors.js';
import { searchClips } from '../../pipeline/search/search-clips.js';
import type { Store } from '../../store/store-reader.js';
import type { TextFeatures, XclipModel } from '../../xclip/model.js';
import type { RunContext } from '../terminal/context.js';
import { noteLast, tooLong } from '../run/notes.js';
import { openOutput } from '../run/open-output.js';
import { hasCompanions, writeRunFile } from '../run/output-files.js';
import { describeRun, describeSource, RunClock, type RunReport, type StoreReport } from '../run/report.js';
import { openStoreSession } from '../run/store-session.js';
import { createProgress } from '../terminal/progress.js';
import type { SearchRequest } from './request.js';
import { at } from '../../at.js';

/** Beyond this, scoring every clip takes longer than people wait. */
const LARGE_STORE_CLIPS = 100_000;
const SHORTLIST_CLIPS = 10_000;

export type SearchReport = RunReport<{ clips: number; scored: number }> & {
  store: StoreReport;
  queries: readonly string[];
};

export interface SearchOutcome {
  report: SearchReport;
  failed: number;
}

/** Runs `search` from the store to the report. */
export async function runSearch(request: SearchRequest, context: RunContext): Promise<SearchOutcome> {
  const clock = new RunClock();
  const { flags, queries } = request;
  const session = await openStoreSession(request.storePath, { ...flags, model: flags.model }, context.note);
  try {
    const { store, model, checkpoint, weightsHash, times } = session;
    const texts = await times.measure('labels', () => model.encodeLabels(request.prompts));
    refuseTruncated(queries, texts, model);
    const shortlistSize = shortlistSizeOf(store, flags.shortlist, context.note);
    const progress = createProgress({ unit: 'clips', isQuiet: context.isQuiet });
    progress.setTotal(Math.min(store.clipCount, (shortlistSize ?? Infinity) * queries.length));
    let scored = 0;
    const onScored = (): void => {
      scored += 1;
      progress.advance({ items: 1, clips: 1, failed: false });
    };
    const hits = await times
      .measure('search', () =>
        searchClips({ store, model, texts, topK: flags['top-k'], shortlistSize, onScored }),
      )
      .finally(() => progress.stop());
    const output = await openOutput(
      { files: undefined, previous: undefined },
      { ...request, output: flags.output },
      {
        settings: {},
        hashWeights: () => Promise.resolve(weightsHash),
        modelFolder: checkpoint.folder,
        description: undefined,
        note: context.note,
      },
    );
    try {
      for (const [i, query] of queries.entries()) await output.take({ query, hits: hits[i] ?? [] });
    } finally {
      await output.close();
    }
    times.add('total', clock.elapsedMs());
    const end = {
      version: context.version,
      weightsHash,
      counts: { clips: store.clipCount, scored },
      seconds: times.toSeconds(),
      startedAt: clock.startedAt,
      interrupted: false,
    };
    const settings = {
      ...flags,
      model: checkpoint.id,
      shortlist: shortlistSize ?? 0,
      format: request.format.name,
    };
    const report = { ...describeRun(end, checkpoint, settings), store: describeSource(store), queries };
    if (hasCompanions(flags.output)) await writeRunFile(flags.output, report);
    noteLast(searchLine(report, flags.output), context);
    return { report, failed: store.isWhole ? 0 : 1 };
  } finally {
    await session.close();
  }
}

/** `2 queries over 1000 clips → found.csv, 0.4 s` */
function searchLine({ queries, counts, seconds }: SearchReport, output: string | undefined): string {
  const asked = `${queries.length} ${queries.length === 1 ? 'query' : 'queries'}`;
  const where = output === undefined ? '' : ` → ${output}`;
  return `${asked} over ${counts.clips} clips${where}, ${(seconds.total ?? 0).toFixed(1)} s`;
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
