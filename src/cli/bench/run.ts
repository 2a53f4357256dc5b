import { availableParallelism, cpus } from 'node:os';
import { openTagger, type Tagger } from '../../pipeline/tagger.js';
import { cycle } from './cycle.js';
import { measureSteady, type SteadyRun } from './measure-steady.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import { walk, type WalkedPath } from '../../pipeline/find/walk.js';
import { XclipError } from '../../errors.js';
import { describeBench, type BenchReport } from './report.js';
import type { BenchRequest } from './request.js';
import { noVideos } from '../run/find-videos.js';
import { engineOptions } from '../flags/engine.js';
import { watchInterrupts } from '../terminal/interrupt.js';
import { noteEngine, noteSoftware } from '../run/notes.js';
import { printable } from '../../output/printable.js';
import { MemoryWatch } from './process-memory.js';
import type { RunContext } from '../terminal/context.js';

const WARM_UP_CLIPS = 2;
/** More than these would be seldom reached. */
const MOST_VIDEOS = 1000;

export interface BenchOutcome {
  report: BenchReport;
  interrupted: boolean;
}

/** Runs `bench`: the clips over and over through all that `tag` does, but for writing. */
export async function runBench(request: BenchRequest, context: RunContext): Promise<BenchOutcome> {
  const videos = await firstVideos(request);
  const memory = new MemoryWatch(process.pid);
  try {
    const tagger = await openTagger({
      ...engineOptions(request.flags, context.note),
      prompts: request.prompts,
      sampling: request.sampling,
      frames: request.frames,
    });
    try {
      await tagger.load();
      noteEngine(tagger.engine, context.info);
      return await measure({ request, context, tagger, videos, memory });
    } finally {
      await tagger.close();
    }
  } finally {
    memory.stop();
  }
}

/** @throws XclipError NO_VIDEOS */
async function firstVideos({ walk: options }: BenchRequest): Promise<WalkedPath[]> {
  const videos: WalkedPath[] = [];
  for await (const video of walk(options)) {
    videos.push(video);
    if (videos.length === MOST_VIDEOS) break;
  }
  if (videos.length === 0) throw noVideos(options);
  return videos;
}

interface Bench {
  request: BenchRequest;
  context: RunContext;
  tagger: Tagger;
  videos: readonly WalkedPath[];
  memory: MemoryWatch;
}

async function measure({ request, context, tagger, videos, memory }: Bench): Promise<BenchOutcome> {
  const { labels, cutting, mostMs, mostClips } = request;
  const failures = new Map<string, FailedVideo>();
  const stop = new AbortController();
  const interrupt = watchInterrupts(() => stop.abort());
  let firstRecordMs: number | undefined;
  try {
    const source = cycle(videos, ({ path }) => failures.has(path), stop.signal);
    const records = tagger.tag(source, { labels, cutting, topK: labels.length, threshold: 0 });
    const run = await measureSteady(records, {
      times: tagger.times,
      warmUpClips: WARM_UP_CLIPS,
      mostMs,
      mostClips,
      onFailed: (failed) => {
        // A video in flight twice fails twice.
        if (!failures.has(failed.video)) context.note(printable(`${failed.video}: ${failed.error.toLine()}`));
        failures.set(failed.video, failed);
      },
      // Since the process was started.
      onRecord: () => (firstRecordMs ??= performance.now()),
      stop,
      // A long video has more windows than need be waited for.
      drain: cutting === undefined,
    });
    noteSoftware(tagger.engine, context.note);
    const report = describeBench({
      request,
      version: context.version,
      engine: tagger.engine,
      vision: tagger.engine.model.config.vision,
      machine: { cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism() },
      run: requireRun(run, failures),
      firstRecordMs: firstRecordMs ?? NaN,
      videos: videos.length,
      failed: failures.size,
      memory: memory.stop(),
    });
    return { report, interrupted: interrupt.interrupted };
  } finally {
    interrupt.release();
  }
}

/** @throws XclipError NOTHING_MEASURED */
function requireRun(run: SteadyRun | undefined, failures: ReadonlyMap<string, FailedVideo>): SteadyRun {
  if (run !== undefined) return run;
  const [first] = failures.values();
  throw new XclipError(
    first === undefined ? 'interrupted before anything was measured' : 'no video could be read',
    { code: 'NOTHING_MEASURED', hint: 'name videos that can be tagged', cause: first?.error },
  );
}
