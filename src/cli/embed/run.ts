import { embedClips } from '../../pipeline/embed-clips.js';
import { openEngine } from '../../pipeline/engine.js';
import type { StampedPath } from '../../pipeline/find/walk.js';
import { clipGeometry } from '../../pipeline/read/clip-geometry.js';
import { engineTimes } from '../../pipeline/times.js';
import type { StoreDescription } from '../../store/store-description.js';
import type { StoredClip } from '../../store/stored-clip.js';
import { engineOptions } from '../flags/engine.js';
import type { RunContext } from '../terminal/context.js';
import { findVideos } from '../run/find-videos.js';
import { longVideoNote, noteEngine, noteSoftware } from '../run/notes.js';
import { openOutput } from '../run/open-output.js';
import { describeEngine, describeRun, type EngineReport, type RunReport } from '../run/report.js';
import { dryRun, type DryRunReport } from '../run/dry-run.js';
import { run, type RunOutcome, type Session } from '../run/run.js';
import type { WorkSource } from '../run/work-source.js';
import { describeStore } from './description.js';
import type { EmbedRequest } from './request.js';
import { embedSettings } from './settings.js';

export type EmbedReport = RunReport &
  EngineReport & {
    embedding: StoreDescription['embedding'];
    context: StoreDescription['context'] | null;
  };

/** Runs `embed`. */
export function runEmbed(
  request: EmbedRequest,
  context: RunContext,
): Promise<RunOutcome<EmbedReport | DryRunReport>> {
  const command = {
    output: request.flags.output,
    findWork: () => findVideos(request),
    open: (work: WorkSource<StampedPath>) => openEmbedding(request, work, context),
  };
  return request.flags['dry-run'] ? dryRun(command, context) : run(command, context);
}

async function openEmbedding(
  request: EmbedRequest,
  { previous }: WorkSource<StampedPath>,
  { note, info, version }: RunContext,
): Promise<Session<StampedPath, StoredClip, EmbedReport>> {
  const { flags, cutting, withContext } = request;
  const engine = await openEngine(engineOptions(flags, note, previous));
  const { model } = engine;
  const modelFolder = engine.checkpoint.folder;
  const times = engineTimes(engine);
  const geometry = clipGeometry(model.preprocessing.geometry, request.frames);
  const sampling = { ...request.sampling, numFramesPerClip: model.config.vision.numFrames };
  let loading: Promise<void> | undefined;
  // With the context, the scorer too: such a store is worth making only of a checkpoint that can score it.
  const load = (): Promise<void> => (loading ??= times.measure('load', () => model.warmUp({ withContext })));
  let hashing: Promise<string> | undefined;
  const hashWeights = (): Promise<string> => (hashing ??= times.measure('hash', () => model.hashWeights()));
  const describe = (weightsHash: string): StoreDescription =>
    describeStore(request, { version, engine, geometry, weightsHash });
  const onListed = longVideoNote(flags, info);
  const options = {
    onListed,
    isWanted: request.durations.isWanted,
    engine,
    sampling,
    geometry,
    cutting,
    times,
    withContext,
    normalize: flags.normalize,
  };
  return {
    times,
    startsEarly: true,
    stages: (paths) => embedClips(paths, { ...options, ready: load }),
    load: async () => {
      await load();
      noteEngine(engine, info);
    },
    hashWeights,
    openOutput: async (work) => {
      // Whose weights made it is said before the first row: by a store that is never finished, too.
      const weightsHash = await hashWeights();
      const description = describe(weightsHash);
      const settings = embedSettings(request, description, { engine, version });
      const output = await openOutput(
        work,
        { ...request, output: flags.output },
        { settings, hashWeights, modelFolder, description, note },
      );
      await output.seal(weightsHash);
      return output;
    },
    noteEnd: () => {
      noteSoftware(engine, note);
      request.durations.noteEnd(info);
    },
    report: (end) => {
      const { batchSize, decoders, checkpoint } = engine;
      const settings = {
        ...flags,
        paths: request.walk.paths,
        'batch-size': batchSize,
        decoders,
        format: request.format.name,
        context: withContext,
      };
      const { embedding, context } = describe(end.weightsHash);
      return {
        ...describeRun(end, checkpoint, settings),
        ...describeEngine(engine),
        embedding,
        context: context ?? null,
      };
    },
    counting: {
      pool: engine.pool,
      cutting,
      isWanted: request.durations.limits && request.durations.isWanted,
    },
    close: () => engine.close(),
  };
}
