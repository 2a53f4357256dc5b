import type { ClipGeometry } from '../media/types.js';
import { clipGeometry } from '../pipeline/clip-geometry.js';
import { embedClips } from '../pipeline/embed-clips.js';
import { engineTimes } from '../pipeline/engine-times.js';
import { openEngine, type Engine } from '../pipeline/open-engine.js';
import { peek } from '../pipeline/peek.js';
import type { StageTimes } from '../pipeline/stage-times.js';
import { walk, type WalkedPath } from '../pipeline/walk.js';
import type { StoreDescription } from '../store/store-description.js';
import { countVideos, noVideos } from './count-videos.js';
import { describeRun, type RunDescription } from './describe-run.js';
import { createDownloadNotice } from './download-notice.js';
import { describeStore } from './embed-description.js';
import type { EmbedRequest } from './embed-request.js';
import { openEmbedWriter } from './embed-writer.js';
import { notePrecision } from './note-precision.js';
import { clearCompanions, writeRunFile } from './output-files.js';
import { openFailureSink } from './record-writer.js';
import { failureSummary, runItems } from './run-items.js';
import type { RunCounts, RunReport } from './run-report.js';
import { inputRules } from './tag-config.js';
import type { RunContext } from './tag-run.js';

export interface EmbedReport extends RunDescription {
  decoder: RunReport['decoder'];
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
  const startedAt = new Date();
  const paths = await peek(walk(request.walk));
  if (paths.first === undefined) throw noVideos(request.walk);
  const engine = await openEngine({
    ...request.flags,
    timeoutMs: request.flags.timeout * 1000,
    rules: inputRules(request.flags),
    ...createDownloadNotice(context.note),
  });
  try {
    const geometry = clipGeometry(engine.model.preprocessing.geometry, request.frames);
    const times = engineTimes(engine);
    const { withContext } = request;
    // With the context, the scorer too: such a store is worth making only of a checkpoint that can score it.
    await times.measure('load', () => engine.model.warmUp({ withContext }));
    notePrecision(engine.model.precision, context.note);
    // Before the first row, since a store says whose weights made it even if it is never finished.
    const weightsHash = await times.measure('hash', () => engine.model.hashWeights());
    const description = describeStore(request, { ...context, engine, geometry, weightsHash });
    const result = await embedAll(request, context, {
      engine,
      geometry,
      times,
      paths: paths.all,
      description,
    });
    times.add('total', Date.now() - startedAt.getTime());
    const report = makeReport(request, engine, description, {
      ...result,
      version: context.version,
      seconds: times.toSeconds(),
      startedAt,
      weightsHash,
    });
    if (request.target.output !== undefined) await writeRunFile(request.target.output, report);
    return { report, interrupted: result.interrupted, failed: result.counts.failed };
  } finally {
    await engine.close();
  }
}

interface Work {
  engine: Engine;
  geometry: ClipGeometry;
  times: StageTimes;
  paths: AsyncIterable<WalkedPath>;
  description: StoreDescription;
}

interface EmbedResult {
  counts: RunCounts;
  interrupted: boolean;
}

async function embedAll(request: EmbedRequest, { note }: RunContext, work: Work): Promise<EmbedResult> {
  const { flags, target, sampling, cutting, withContext } = request;
  const { engine } = work;
  if (target.output !== undefined) await clearCompanions(target.output);
  const writer = await openEmbedWriter(target, work.description);
  const failures = openFailureSink(target.output, note);
  try {
    const result = await runItems({
      source: work.paths,
      stages: (paths) =>
        embedClips(paths, {
          ...work,
          model: engine.model,
          pool: engine.pool,
          decoders: engine.decoders,
          batchSize: engine.batchSize,
          cutting,
          sampling: { ...sampling, numFramesPerClip: engine.model.config.vision.numFrames },
          normalize: flags.normalize,
          withContext,
        }),
      take: (item) =>
        work.times.measure('write', () => ('error' in item ? failures.write(item) : writer.write(item))),
      countItems: (setTotal, signal) => countVideos(request.walk, setTotal, signal),
      note,
    });
    if (result.counts.failed > 0) note(failureSummary(result.counts, target.output));
    return result;
  } finally {
    await Promise.all([writer.close(), failures.close()]);
  }
}

interface ReportParts extends EmbedResult {
  version: string;
  seconds: Record<string, number>;
  startedAt: Date;
  weightsHash: string;
}

function makeReport(
  request: EmbedRequest,
  { checkpoint, model, decoder, batchSize, decoders }: Engine,
  { embedding, context }: StoreDescription,
  parts: ReportParts,
): EmbedReport {
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
    decoder,
    precision: model.precision,
    embedding,
    context: context ?? null,
  };
}
