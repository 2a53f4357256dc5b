import { XclipError } from '../errors.js';
import { clipGeometry } from '../pipeline/clip-geometry.js';
import type { ClipGeometry } from '../media/types.js';
import { openEngine, type Engine } from '../pipeline/open-engine.js';
import { peek } from '../pipeline/peek.js';
import type { TagRecord } from '../pipeline/rank.js';
import type { FailedVideo } from '../pipeline/read-clips.js';
import { StageTimes } from '../pipeline/stage-times.js';
import { tagClips } from '../pipeline/tag-clips.js';
import { walk, type WalkedPath } from '../pipeline/walk.js';
import { hashWeights } from '../xclip/checkpoint/weights-hash.js';
import type { TextFeatures } from '../xclip/model.js';
import { createDownloadNotice } from './download-notice.js';
import { watchInterrupts } from './interrupt.js';
import { clearCompanions, errorsFileOf, writeRunFile } from './output-files.js';
import { printable } from './printable.js';
import { createProgress } from './progress.js';
import { openRecordWriter, type RecordWriter } from './record-writer.js';
import type { RunCounts, RunReport } from './run-report.js';
import type { TagRequest } from './tag-request.js';

export interface TagOutcome {
  report: RunReport;
  interrupted: boolean;
  drifted: boolean;
  failed: number;
}

interface RunContext {
  note: (line: string) => void;
  version: string;
}

/** Runs `tag` from the first path to the report. */
export async function runTag(request: TagRequest, context: RunContext): Promise<TagOutcome> {
  const startedAt = new Date();
  const paths = await peek(walk(request.walk));
  if (paths.first === undefined) throw noVideos(request);
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
    warnTruncated(request, texts, engine, context.note);
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
  const { flags, check, labels, threshold, sampling } = request;
  const { engine, geometry, texts, times } = work;
  const stop = new AbortController();
  const progress = createProgress();
  const interrupt = watchInterrupts(() => {
    stop.abort();
    progress.clear();
    note('interrupted: finishing what is in flight (again to end at once)');
  });
  if (flags.output !== undefined) await clearCompanions(flags.output);
  const writer =
    check === undefined ? await openRecordWriter({ ...flags, format: request.format, note }) : undefined;
  countVideos(request, progress.setTotal, stop.signal);
  const counts: RunCounts = { videos: 0, ok: 0, failed: 0, clips: 0 };
  const drifts: string[] = [];
  try {
    const records = tagClips(until(work.paths, stop.signal), {
      model: engine.model,
      pool: engine.pool,
      decoders: engine.decoders,
      batchSize: engine.batchSize,
      texts,
      times,
      labels,
      // A comparison needs the labels below the cut too.
      topK: check === undefined ? flags['top-k'] : labels.length,
      threshold: check === undefined ? threshold : 0,
      geometry,
      sampling: { ...sampling, numFramesPerClip: engine.model.config.vision.numFrames },
    });
    for await (const item of records) {
      count(counts, item);
      progress.clear();
      if (writer !== undefined) await write(writer, item);
      else if ('error' in item) note(printable(`${item.video}: ${item.error.toLine()}`));
      else if (check !== undefined) drifts.push(...check.snapshot.driftOf(item, check.tolerance));
      progress.advance({ clips: 'error' in item ? 0 : 1, failed: 'error' in item });
    }
    if (check !== undefined && !interrupt.interrupted) drifts.push(...check.snapshot.missing());
  } finally {
    stop.abort();
    progress.stop();
    await writer?.close();
    interrupt.release();
  }
  for (const drift of drifts) process.stdout.write(`${printable(drift)}\n`);
  if (counts.failed > 0) note(failureSummary(counts, flags.output));
  return { counts, interrupted: interrupt.interrupted, drifted: drifts.length > 0 };
}

function failureSummary({ videos, failed }: RunCounts, output: string | undefined): string {
  const where = output === undefined ? 'above' : `in ${errorsFileOf(output)}`;
  return `${failed} of ${videos} videos failed; the reasons are ${where}`;
}

async function write(writer: RecordWriter, item: TagRecord | FailedVideo): Promise<void> {
  if ('error' in item) await writer.failure(item);
  else await writer.record(item);
}

function count(counts: RunCounts, item: TagRecord | FailedVideo): void {
  counts.videos += 1;
  if ('error' in item) counts.failed += 1;
  else {
    counts.ok += 1;
    counts.clips += 1;
  }
}

/** The stream, ended early once the signal is given. */
async function* until<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void, undefined> {
  for await (const item of source) {
    if (signal.aborted) return;
    yield item;
  }
}

/** Counts beside the run, for the time left: a walk costs nothing next to decoding. */
function countVideos(request: TagRequest, setTotal: (videos: number) => void, signal: AbortSignal): void {
  if (!process.stderr.isTTY) return;
  void (async () => {
    let videos = 0;
    for await (const _ of until(walk(request.walk), signal)) setTotal(++videos);
  })().catch(() => undefined);
}

function noVideos({ walk: { paths, extensions } }: TagRequest): XclipError {
  return new XclipError(`no videos in ${paths.join(', ')} (looked for .${extensions.join(', .')})`, {
    code: 'NO_VIDEOS',
    hint: 'name a folder that holds some, or other extensions with --ext',
  });
}

function warnTruncated(
  request: TagRequest,
  texts: TextFeatures,
  { model }: Engine,
  note: (line: string) => void,
): void {
  for (const place of texts.truncated) {
    const label = request.labels[place] ?? '';
    note(
      printable(
        `the label "${label}" is longer than the ${model.config.text.maxPositionEmbeddings} tokens that the model reads: its end is ignored`,
      ),
    );
  }
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
  return {
    tool: { name: 'xclip-tagger', version },
    model: {
      id: checkpoint.id,
      revision: checkpoint.revision ?? null,
      folder: checkpoint.folder,
      weights_sha256: parts.weightsHash,
    },
    ffmpeg,
    settings: {
      ...request.flags,
      paths: request.walk.paths,
      'batch-size': batchSize,
      decoders,
      format: request.format,
    },
    labels: request.labels,
    counts: parts.counts,
    seconds: parts.seconds,
    started_at: parts.startedAt.toISOString(),
    finished: !parts.interrupted,
  };
}
