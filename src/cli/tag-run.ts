import { clipGeometry } from '../pipeline/clip-geometry.js';
import type { ClipGeometry } from '../media/types.js';
import { learnExamples } from '../pipeline/learn-examples.js';
import type { Adapt } from '../pipeline/score.js';
import { openEngine, type Engine } from '../pipeline/open-engine.js';
import { peek } from '../pipeline/peek.js';
import { StageTimes } from '../pipeline/stage-times.js';
import { tagClips } from '../pipeline/tag-clips.js';
import { walk, type WalkedPath } from '../pipeline/walk.js';
import { hashWeights } from '../xclip/checkpoint/weights-hash.js';
import type { TextFeatures } from '../xclip/model.js';
import { countVideos, noVideos } from './count-videos.js';
import { describeRun } from './describe-run.js';
import { createDownloadNotice } from './download-notice.js';
import { warnTruncated } from './label-length.js';
import { writeRunFile } from './output-files.js';
import { rankOptions } from './rank-options.js';
import { failureSummary, runItems } from './run-items.js';
import type { RunCounts, RunReport } from './run-report.js';
import type { TagRequest } from './tag-request.js';
import { openTagResults } from './tag-results.js';
import { requireSegments } from './window-request.js';

export interface TagOutcome {
  report: RunReport;
  interrupted: boolean;
  drifted: boolean;
  failed: number;
}

export interface RunContext {
  note: (line: string) => void;
  version: string;
}

/** Runs `tag` from the first path to the report. */
export async function runTag(request: TagRequest, context: RunContext): Promise<TagOutcome> {
  const startedAt = new Date();
  await requireSegments(request);
  const paths = await peek(walk(request.walk));
  if (paths.first === undefined) throw noVideos(request.walk);
  const engine = await openEngine({
    ...request.flags,
    timeoutMs: request.flags.timeout * 1000,
    ...createDownloadNotice(context.note),
  });
  try {
    const geometry = clipGeometry(engine.model.preprocessing.geometry, request.frames);
    const times = new StageTimes();
    const hashing = times.measure('hash', () => hashWeights(engine.model.weightFiles));
    const texts = await times.measure('labels', () => engine.model.encodeLabels(request.prompts));
    warnTruncated(request.labels, texts, engine.model, context.note);
    await engine.model.warmUp();
    const result = await tagAll(request, context, { engine, geometry, texts, times, paths: paths.all });
    times.add('inference', engine.model.busyMs);
    times.add('total', Date.now() - startedAt.getTime());
    const report = makeReport(request, context, engine, {
      ...result,
      seconds: times.toSeconds(),
      startedAt,
      weightsHash: await hashing,
    });
    if (request.flags.output !== undefined) await writeRunFile(request.flags.output, report);
    return { report, ...result, failed: result.counts.failed };
  } finally {
    await engine.close();
  }
}

interface Work {
  engine: Engine;
  geometry: ClipGeometry;
  texts: TextFeatures;
  times: StageTimes;
  paths: AsyncIterable<WalkedPath>;
}

interface TagResult {
  counts: RunCounts;
  interrupted: boolean;
  drifted: boolean;
}

async function tagAll(request: TagRequest, { note }: RunContext, work: Work): Promise<TagResult> {
  const { flags, sampling } = request;
  const { engine, geometry, texts, times } = work;
  const stages = {
    model: engine.model,
    pool: engine.pool,
    decoders: engine.decoders,
    batchSize: engine.batchSize,
    texts,
    times,
    geometry,
    sampling: { ...sampling, numFramesPerClip: engine.model.config.vision.numFrames },
  };
  const adapt = await learn(request, stages, note);
  const results = await openTagResults(request, note);
  try {
    const { counts, interrupted } = await runItems({
      source: work.paths,
      stages: (paths) =>
        tagClips(paths, {
          ...stages,
          cutting: request.cutting,
          ...rankOptions(request, engine.model),
          adapt,
        }),
      take: (item) => results.take(item),
      countItems: (setTotal, signal) => countVideos(request.walk, setTotal, signal),
      note,
    });
    const drifted = results.reportDrift({ isWhole: !interrupted });
    if (counts.failed > 0) note(failureSummary(counts, flags.output));
    return { counts, interrupted, drifted };
  } finally {
    await results.close();
  }
}

/** What the examples of `--examples` teach, if there are any. */
async function learn(
  { examples }: TagRequest,
  stages: Parameters<typeof learnExamples>[1],
  note: (line: string) => void,
): Promise<Adapt | undefined> {
  if (examples === undefined) return undefined;
  const { adapt, strength, exampleCount, rightCount } = await learnExamples(examples, stages);
  note(
    `learned from ${exampleCount} examples: alpha ${strength.alpha}, beta ${strength.beta}; each told by the others, ${rightCount} are right`,
  );
  return adapt;
}

interface ReportParts extends TagResult {
  seconds: Record<string, number>;
  startedAt: Date;
  weightsHash: string;
}

function makeReport(
  request: TagRequest,
  { version }: RunContext,
  engine: Engine,
  parts: ReportParts,
): RunReport {
  const { checkpoint, ffmpeg, batchSize, decoders } = engine;
  const settings = {
    ...request.flags,
    paths: request.walk.paths,
    'batch-size': batchSize,
    decoders,
    format: request.format,
  };
  const { tool, model, ...rest } = describeRun({ ...parts, version, checkpoint, settings });
  return { tool, model, ffmpeg, labels: request.labels, ...rest };
}
