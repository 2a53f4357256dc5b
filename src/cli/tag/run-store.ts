import { peek } from '../../pipeline/find/peek.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import { rankStream } from '../../pipeline/rank/merge-segments.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import type { ScoredClip } from '../../pipeline/infer/score.js';
import { scoreStored } from '../../pipeline/infer/score-stored.js';
import type { Store } from '../../store/store-reader.js';
import type { StoredClip } from '../../store/stored-clip.js';
import { describeRun, type RunDescription } from '../describe-run.js';
import { warnTruncated } from '../label-length.js';
import { writeRunFile } from '../run/output-files.js';
import { rankOptions } from '../rank-options.js';
import { RunClock } from '../run-clock.js';
import { runItems } from '../run/run-items.js';
import { withoutVideoFlags } from './store-input.js';
import { openStoreSession, type StoreModelFlags, type StoreSession } from '../run/store-session.js';
import type { TagRequest } from './request.js';
import { openTagResults } from '../run/results.js';
import type { RunContext } from './run.js';
import { requireStoredSegments } from './require-segments.js';

export interface StoreTagReport extends RunDescription {
  store: { path: string; clips: number; whole: boolean; precision: { name: string } };
  labels: readonly string[];
}

export interface StoreTagOutcome {
  report: StoreTagReport;
  interrupted: boolean;
  drifted: boolean;
  failed: number;
}

/** Runs `tag` on a store: the same records as from its videos, within fp16's rounding of the context. */
export async function runStoreTag(
  path: string,
  request: TagRequest,
  flags: StoreModelFlags,
  context: RunContext,
): Promise<StoreTagOutcome> {
  const clock = new RunClock();
  const session = await openStoreSession(path, flags, context.note);
  try {
    await requireStoredSegments(request, session.store);
    const { store, model, times } = session;
    const texts = await times.measure('labels', () => model.encodeLabels(request.prompts));
    warnTruncated(request.labels, texts, model, context.note);
    const scored = scoreStored(toClips(store), { model, texts });
    // The first result before the output is touched: until then a model may still prove broken.
    const { all } = await peek(rankStream(toScored(scored), rankOptions(request, model)));
    // An interrupt leaves calls of the model in flight, which must end before it is closed.
    const result = await writeAll(request, context, store, all).finally(() => scored.return());
    times.add('score', model.busyMs('scorer'));
    times.add('total', clock.elapsedMs());
    const report = makeReport(request, session, {
      ...result,
      startedAt: clock.startedAt,
      version: context.version,
    });
    if (request.flags.output !== undefined) await writeRunFile(request.flags.output, report);
    // What a cut file has lost counts as videos that failed.
    return { report, ...result, failed: result.counts.failed + (store.isWhole ? 0 : 1) };
  } finally {
    await session.close();
  }
}

async function* toClips(store: Store): AsyncGenerator<StoredClip, void, undefined> {
  for await (const { rows } of store.clips()) yield* rows;
}

async function* toScored(
  scored: ReturnType<typeof scoreStored>,
): AsyncGenerator<ScoredClip | FailedVideo, void, undefined> {
  for await (const item of scored) yield 'error' in item ? item : { ...item, logits: [item.logits] };
}

type RunResult = Awaited<ReturnType<typeof runItems>> & { drifted: boolean };

async function writeAll(
  request: TagRequest,
  { note }: RunContext,
  store: Store,
  records: AsyncIterable<TagRecord | FailedVideo>,
): Promise<RunResult> {
  const results = await openTagResults(request, note);
  try {
    const { counts, interrupted } = await runItems({
      source: records,
      stages: (source) => source,
      take: (item) => results.take(item),
      countItems: (setTotal) => setTotal(store.clipCount),
      unit: 'clips',
      note,
    });
    return { counts, interrupted, drifted: results.reportDrift({ isWhole: !interrupted }) };
  } finally {
    await results.close();
  }
}

function makeReport(
  request: TagRequest,
  { store, checkpoint, weightsHash, times }: StoreSession,
  parts: RunResult & { startedAt: Date; version: string },
): StoreTagReport {
  const settings = {
    ...withoutVideoFlags(request.flags),
    model: checkpoint.id,
    threshold: request.threshold,
    format: request.format,
    paths: [store.path],
  };
  return {
    ...describeRun({ ...parts, checkpoint, weightsHash, settings, seconds: times.toSeconds() }),
    store: {
      path: store.path,
      clips: store.clipCount,
      whole: store.isWhole,
      precision: store.description.precision,
    },
    labels: request.labels,
  };
}
