import type { ClipGeometry } from '../../media/types.js';
import { clipGeometry } from '../../pipeline/read/clip-geometry.js';
import { embedClips } from '../../pipeline/embed-clips.js';
import { engineTimes, type StageTimes } from '../../pipeline/times.js';
import { type Engine, openEngine } from '../../pipeline/engine.js';
import { skipFinished } from '../../output/journal/skip-finished.js';
import type { StoreDescription } from '../../store/store-description.js';
import { begunWith } from '../begun-with.js';
import { countVideos } from '../count-videos.js';
import { describeDevice } from '../describe-device.js';
import { decoderReport, noteSoftware } from '../decoder-report.js';
import { describeRun, type RunDescription } from '../describe-run.js';
import { describeStore } from './description.js';
import type { EmbedRequest } from './request.js';
import { EMBED_ROWS } from '../embed-rows.js';
import { journaledEmbeds, openEmbedResults } from '../embed-results.js';
import { engineOptions } from '../flags/engine-options.js';
import { engineSettings } from '../run/settings.js';
import { findWork, type Work as FoundWork } from '../run/find-work.js';
import { noteEngine } from '../run/notes.js';
import { openJournaled } from '../run/open-journaled.js';
import { writeRunFile } from '../run/output-files.js';
import { HOW_TO_RESUME } from '../flags/resume.js';
import { RunClock } from '../run-clock.js';
import { failureSummary, runItems } from '../run/run-items.js';
import type { RunCounts, RunReport } from '../run/report.js';
import type { RunContext } from '../tag/run.js';

export interface EmbedReport extends RunDescription {
  decoder: RunReport['decoder'];
  device: RunReport['device'];
  precision: RunReport['precision'];
  embedding: StoreDescription['embedding'];
  context: StoreDescription['context'] | null;
}

export interface EmbedOutcome {
  report: EmbedReport;
  interrupted: boolean;
  failed: number;
}

/** Runs `embed` from the first path to the report. */
export async function runEmbed(request: EmbedRequest, context: RunContext): Promise<EmbedOutcome> {
  const clock = new RunClock();
  const { format } = request.target;
  const found = await findWork({ ...request, format, source: EMBED_ROWS[format].source });
  const engine = await openEngine(engineOptions(request.flags, context.note, found.previous));
  try {
    const geometry = clipGeometry(engine.model.preprocessing.geometry, request.frames);
    const times = engineTimes(engine);
    const { withContext } = request;
    // With the context, the scorer too: such a store is worth making only of a checkpoint that can score it.
    await times.measure('load', () => engine.model.warmUp({ withContext }));
    noteEngine(engine, context.note);
    // Before the first row, since a store says whose weights made it even if it is never finished.
    const weightsHash = await times.measure('hash', () => engine.model.hashWeights());
    const description = describeStore(request, { ...context, engine, geometry, weightsHash });
    const result = await embedAll(request, context, {
      engine,
      geometry,
      times,
      found,
      description,
      weightsHash,
    });
    times.add('total', clock.elapsedMs());
    const report = makeReport(request, engine, description, {
      ...result,
      version: context.version,
      seconds: times.toSeconds(),
      startedAt: clock.startedAt,
      weightsHash,
    });
    if (request.target.output !== undefined) await writeRunFile(request.target.output, report);
    return { report, interrupted: result.interrupted, failed: result.counts.failed };
  } finally {
    await Promise.all([engine.close(), found.previous?.close()]);
  }
}

interface Work {
  engine: Engine;
  geometry: ClipGeometry;
  times: StageTimes;
  found: FoundWork;
  description: StoreDescription;
  weightsHash: string;
}

interface EmbedResult {
  counts: RunCounts;
  interrupted: boolean;
}

async function embedAll(
  request: EmbedRequest,
  { note, version }: RunContext,
  work: Work,
): Promise<EmbedResult> {
  const { flags, target, sampling, cutting, withContext } = request;
  const { engine, found, description } = work;
  const options = {
    ...work,
    model: engine.model,
    pool: engine.pool,
    decoders: engine.decoders,
    batchSize: engine.batchSize,
    cutting,
    sampling: { ...sampling, numFramesPerClip: engine.model.config.vision.numFrames },
    normalize: flags.normalize,
    withContext,
  };
  const { preprocessing, sampling: sampled, embedding } = description;
  const settings = engineSettings(engine, version, {
    format: target.format,
    preprocessing,
    sampling: sampled,
    embedding,
    context: description.context,
    // What a store says of itself is part of it.
    model: target.format === 'parquet' ? modelName(description) : undefined,
    'max-pixels': flags['max-pixels'],
    'allow-playlists': flags['allow-playlists'],
  });
  const rows = EMBED_ROWS[target.format];
  const hash = (): Promise<string> => Promise.resolve(work.weightsHash);
  const journaled = await openJournaled(found, {
    settings,
    target: (files) => rows.target(files, description),
    hash,
    note,
  });
  await journaled?.seal(work.weightsHash);
  const results =
    journaled === undefined
      ? await openEmbedResults(target, description, note)
      : journaledEmbeds(journaled, rows.toText);
  try {
    const result = await runItems({
      source: found.plan(),
      stages: (plan) =>
        skipFinished(plan, {
          stages: (paths) => embedClips(paths, options),
          onFinished: (path) => results.finish(path),
        }),
      take: (item) => work.times.measure('write', () => results.take(item)),
      begun: begunWith(found.previous),
      countItems: (setTotal, signal) => countVideos(request.walk, setTotal, signal),
      note,
    });
    if (!result.interrupted) await journaled?.complete();
    noteSoftware(engine, note);
    if (result.counts.failed > 0) note(failureSummary(result.counts, target.output));
    if (result.interrupted && journaled !== undefined) note(HOW_TO_RESUME);
    return result;
  } finally {
    await results.close();
  }
}

function modelName({ model: { id, revision } }: StoreDescription): object {
  return { id, revision };
}

interface ReportParts extends EmbedResult {
  version: string;
  seconds: Record<string, number>;
  startedAt: Date;
  weightsHash: string;
}

function makeReport(
  request: EmbedRequest,
  engine: Engine,
  { embedding, context }: StoreDescription,
  parts: ReportParts,
): EmbedReport {
  const { checkpoint, model, batchSize, decoders } = engine;
  const settings = {
    ...request.flags,
    paths: request.walk.paths,
    'batch-size': batchSize,
    decoders,
    format: request.target.format,
    context: request.withContext,
  };
  return {
    ...describeRun({ ...parts, checkpoint, settings }),
    decoder: decoderReport(engine),
    device: describeDevice(engine),
    precision: model.precision,
    embedding,
    context: context ?? null,
  };
}
