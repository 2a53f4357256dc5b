import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import type { Rows } from '../../output/formats/output-format.js';
import type { TagRowKind } from '../../output/sidecars/sidecar-kinds.js';
import type { ScoredClip } from '../../pipeline/infer/score.js';
import { scoreStored } from '../../pipeline/infer/score-stored.js';
import type { Drift } from '../../output/compare-snapshot.js';
import type { Store } from '../../store/store-reader.js';
import type { StoredClip } from '../../store/stored-clip.js';
import type { TextFeatures } from '../../xclip/model.js';
import { promptSetting } from '../flags/labels/prompts.js';
import type { RunContext } from '../terminal/context.js';
import { noteManyTexts, noteOddLabels, noteTruncated } from '../run/notes.js';
import { openOutput } from '../run/open-output.js';
import { describeRun, describeSource, type RunReport, type StoreReport } from '../run/report.js';
import { run, type RunOutcome, type Session } from '../run/run.js';
import { openStoreSession, type StoreModelFlags, type StoreSession } from '../run/store-session.js';
import { until, type WorkSource } from '../run/work-source.js';
import { comparisonOf, driftReport } from './compare.js';
import type { TagRequest } from './request.js';
import type { RowsOfKind } from './row-kinds.js';
import { requireStoredSegments } from './require-segments.js';
import { rankOptions } from './run.js';
import { withoutVideoFlags } from './store-input.js';

export type StoreTagReport = RunReport & {
  store: StoreReport;
  labels: readonly string[];
  drift?: readonly Drift[];
};

/** Runs `tag` on a store: the same records as from its videos, within fp16's rounding of the context. */
export async function runStoreTag(
  path: string,
  request: TagRequest,
  flags: StoreModelFlags,
  context: RunContext,
): Promise<RunOutcome<StoreTagReport>> {
  const { rows } = request;
  const given = { path, request, flags, context };
  return rows.kind === 'labels' ? runRows(rows, given) : runRows(rows, given);
}

interface StoreRun {
  path: string;
  request: TagRequest;
  flags: StoreModelFlags;
  context: RunContext;
}

async function runRows<Kind extends TagRowKind>(
  rows: RowsOfKind<Kind>,
  { path, request, flags, context }: StoreRun,
): Promise<RunOutcome<StoreTagReport>> {
  const opened = await openStoreSession(path, flags, context.note);
  try {
    await requireStoredSegments(request, opened.store);
    const command = {
      output: request.flags.output,
      findWork: () => Promise.resolve(clipsOf(opened.store)),
      open: () => Promise.resolve(openTagging(request, rows, opened, context)),
    };
    return await run(command, context);
  } finally {
    await opened.close();
  }
}

function clipsOf(store: Store): WorkSource<StoredClip> {
  return {
    files: undefined,
    previous: undefined,
    unit: 'clips',
    pass: ({ stages, signal }) => until(stages(storedClips(store)), signal),
    count: (setTotal) => setTotal(store.clipCount),
    close: () => Promise.resolve(),
  };
}

async function* storedClips(store: Store): AsyncGenerator<StoredClip, void, undefined> {
  for await (const { rows } of store.clips()) yield* rows;
}

function openTagging<Kind extends TagRowKind>(
  request: TagRequest,
  rows: RowsOfKind<Kind>,
  { store, model, checkpoint, weightsHash, times }: StoreSession,
  { note, info }: RunContext,
): Session<StoredClip, Rows[Kind], StoreTagReport> {
  const { flags, labels } = request;
  const comparison = comparisonOf(request, note);
  let encoding: Promise<TextFeatures> | undefined;
  const encodeLabels = (): Promise<TextFeatures> =>
    (encoding ??= times.measure('labels', () => model.encodeLabels(request.prompts)));
  async function* scored(
    clips: AsyncIterable<StoredClip>,
  ): AsyncGenerator<ScoredClip | FailedVideo, void, undefined> {
    const texts = await encodeLabels();
    for await (const item of scoreStored(clips, { model, texts })) {
      yield 'error' in item ? item : { ...item, logits: [item.logits] };
    }
  }
  return {
    times,
    provesModelFirst: true,
    stages: (clips) => rows.make(scored(clips), rankOptions(request, model)),
    load: async () => {
      noteOddLabels(labels, note);
      noteManyTexts(request.prompts, info);
      noteTruncated(labels, await encodeLabels(), model, note);
    },
    hashWeights: () => Promise.resolve(weightsHash),
    openOutput: async (work) => {
      if (comparison !== undefined) return comparison;
      const target = { ...rows, output: flags.output };
      const hashWeights = (): Promise<string> => Promise.resolve(weightsHash);
      const modelFolder = checkpoint.folder;
      return openOutput(work, target, {
        settings: {},
        hashWeights,
        modelFolder,
        description: undefined,
        note,
      });
    },
    // What a cut file has lost counts as a video that failed.
    lostVideos: store.isWhole ? 0 : 1,
    report: (end) => {
      const settings = {
        ...withoutVideoFlags(flags),
        prompt: promptSetting(request.templates),
        model: checkpoint.id,
        threshold: request.threshold,
        'top-k': request.topK === Infinity ? 'all' : request.topK,
        format: rows.format.name,
        paths: [store.path],
      };
      return {
        ...describeRun(end, checkpoint, settings),
        store: describeSource(store),
        labels,
        ...driftReport(comparison),
      };
    },
    close: () => Promise.resolve(),
  };
}
