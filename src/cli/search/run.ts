import { UsageError } from '../../errors.js';
import { searchClips } from '../../pipeline/search/search-clips.js';
import { fileSink, stdoutSink } from '../../output/sink.js';
import type { Store } from '../../store/store-reader.js';
import type { TextFeatures, XclipModel } from '../../xclip/model.js';
import { describeRun, type RunDescription } from '../describe-run.js';
import { tooLong } from '../label-length.js';
import { clearCompanions, writeRunFile } from '../run/output-files.js';
import { createProgress } from '../terminal/progress.js';
import { RunClock } from '../run-clock.js';
import { searchText } from './format.js';
import type { SearchRequest } from './request.js';
import { openStoreSession } from '../run/store-session.js';
import type { RunContext } from '../tag/run.js';

/** Beyond this, scoring every clip takes longer than people wait. */
const LARGE_STORE_CLIPS = 100_000;
const SHORTLIST_CLIPS = 10_000;

export interface SearchReport extends RunDescription<{ clips: number; scored: number }> {
  store: { path: string; clips: number; whole: boolean; precision: { name: string } };
  queries: readonly string[];
}

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
    const progress = createProgress({ unit: 'clips' });
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
    const results = queries.map((query, i) => ({ query, hits: hits[i] ?? [] }));
    await write(searchText(results, { format: request.format, isSafe: flags['csv-safe'] }), flags.output);
    times.add('score', model.busyMs('scorer'));
    times.add('total', clock.elapsedMs());
    const report = {
      ...describeRun({
        version: context.version,
        checkpoint,
        weightsHash,
        settings: { ...flags, model: checkpoint.id, shortlist: shortlistSize ?? 0, format: request.format },
        counts: { clips: store.clipCount, scored },
        seconds: times.toSeconds(),
        startedAt: clock.startedAt,
        interrupted: false,
      }),
      store: {
        path: store.path,
        clips: store.clipCount,
        whole: store.isWhole,
        precision: store.description.precision,
      },
      queries,
    };
    if (flags.output !== undefined) await writeRunFile(flags.output, report);
    return { report, failed: store.isWhole ? 0 : 1 };
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
  throw new UsageError(tooLong('query', queries[place] ?? '', model), {
    code: 'QUERY_TOO_LONG',
    hint: 'shorten it, or its --prompt',
  });
}

async function write(text: string, output: string | undefined): Promise<void> {
  if (output !== undefined) await clearCompanions(output);
  const sink = output === undefined ? stdoutSink() : await fileSink(output);
  await sink.write(text).finally(() => sink.close());
}
