import type { DecoderPool } from '../../media/pool/decoder-pool.js';
import type { Cutting } from '../../pipeline/read/read-windows.js';
import type { StageTimes } from '../../pipeline/times.js';
import { startEarly } from '../../pipeline/infer/start-early.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import { peek } from '../../pipeline/find/peek.js';
import { HOW_TO_RESUME } from '../flags/resume.js';
import type { RunContext } from '../terminal/context.js';
import { failureSummary, noteDone } from './notes.js';
import type { Output } from '../../output/run-output.js';
import { hasCompanions, writeRunFile } from './output-files.js';
import { RunClock, type RunCounts, type RunEnd } from './report.js';
import type { WorkSource } from './work-source.js';
import { countFinished } from '../../output/journal/journal-format.js';
import type { KeptVideo } from '../../output/journal/kept-videos.js';
import { watchInterrupts } from '../terminal/interrupt.js';
import { createProgress } from '../terminal/progress.js';
import { brokenModel } from '../../xclip/runtime/not-finite.js';

/** What a command is to a run. */
export interface Command<Item, Row, Report> {
  output: string | undefined;
  /** What there is to do; changes nothing. */
  findWork(): Promise<WorkSource<Item>>;
  /** What it is done with. */
  open(work: WorkSource<Item>): Promise<Session<Item, Row, Report>>;
}

/** What decides over how many clips a video gives. */
export interface ClipCounting {
  pool: DecoderPool;
  cutting: Cutting | undefined;
  isWanted: ((index: { durationSeconds: number }) => boolean) | undefined;
}

/** A command's model, and whatever else it works with. */
export interface Session<Item, Row, Report> {
  times: StageTimes;
  /** `stages` may begin to read before `load` has ended; false if undefined */
  startsEarly?: boolean;
  /** the first row proves the model, and is waited for before the output is touched; false if undefined */
  provesModelFirst?: boolean;
  /** items → rows, in the order of the items, holding a bounded number of them */
  stages(items: AsyncIterable<Item>): AsyncIterable<Row | FailedVideo>;
  /** Makes the model ready. */
  load(): Promise<void>;
  /** SHA-256 of the weights, computed once. */
  hashWeights(): Promise<string>;
  /** Called once the model is loaded. */
  openOutput(work: WorkSource<Item>): Promise<Output<Row>>;
  /** What there is to say at the end. */
  noteEnd?(): void;
  /** for a dry run, of a command that reads videos */
  counting?: ClipCounting;
  /** what was lost before the run, and counts as videos that failed */
  lostVideos?: number;
  report(end: RunEnd): Report;
  close(): Promise<void>;
}

export interface RunOutcome<Report> {
  report: Report;
  interrupted: boolean;
  drifted: boolean;
  failed: number;
}

/** Runs a command from the first item to the report. */
export async function run<Item, Row extends { video: string }, Report>(
  command: Command<Item, Row, Report>,
  context: RunContext,
): Promise<RunOutcome<Report>> {
  const { version } = context;
  const clock = new RunClock();
  const work = await command.findWork();
  try {
    const session = await command.open(work);
    try {
      const { counts, interrupted, drifted } = await runSession(session, work, {
        ...context,
        output: command.output,
      });
      const weightsHash = await session.hashWeights();
      session.times.add('total', clock.elapsedMs());
      const { startedAt } = clock;
      const seconds = session.times.toSeconds();
      const report = session.report({ version, weightsHash, counts, seconds, startedAt, interrupted });
      if (hasCompanions(command.output)) await writeRunFile(command.output, report);
      noteDone({ ...counts, unit: work.unit, output: command.output, drifted, seconds }, context);
      return {
        report,
        interrupted,
        drifted: drifted === true,
        failed: counts.failed + (session.lostVideos ?? 0),
      };
    } finally {
      await session.close();
    }
  } finally {
    await work.close();
  }
}

async function runSession<Item, Row extends { video: string }>(
  session: Session<Item, Row, unknown>,
  work: WorkSource<Item>,
  { note, info, isQuiet, output: path }: RunContext & { output: string | undefined },
): Promise<Awaited<ReturnType<typeof runItems>> & { drifted: boolean | undefined }> {
  const stop = new AbortController();
  let onOpened: (output: Output<Row>) => void = () => undefined;
  const opened = new Promise<Output<Row>>((resolve) => (onOpened = resolve));
  let items = work.pass({
    stages: (source) => session.stages(source),
    onFinished: async (finished) => (await opened).finish(finished),
    signal: stop.signal,
  });
  // What is done already is known only when the output is open.
  if (session.startsEarly === true && work.previous === undefined) items = startEarly(items);
  await session.load();
  if (session.provesModelFirst === true) items = (await peek(items, 1)).all;
  const output = await session.openOutput(work);
  onOpened(output);
  const seal = async (): Promise<void> => output.seal(await session.hashWeights());
  const before = work.previous?.counts;
  try {
    const { counts, interrupted } = await runItems({
      items,
      stop,
      take: async (item) => {
        await session.times.measure('write', () => output.take(item));
        // Not before the first row, which would wait for the core that hashing takes.
        seal().catch(() => undefined);
      },
      begun: before === undefined ? undefined : { ...before, reused: before.videos },
      countItems: (setTotal) => work.count(setTotal, stop.signal),
      unit: work.unit,
      isQuiet,
      note,
    });
    await seal();
    const { hasDrifted } = await output.conclude({ isWhole: !interrupted });
    session.noteEnd?.();
    work.noteEnd?.(info);
    if (counts.failed > 0) note(failureSummary(counts, path));
    if (interrupted && work.files !== undefined) note(HOW_TO_RESUME);
    return { counts, interrupted, drifted: hasDrifted };
  } finally {
    await output.close();
  }
}

/** What comes of a video: a clip, its failure, or, whole, what an earlier run made of it. */
interface RunItem {
  video: string;
  error?: { code: string };
  reused?: KeptVideo;
}

/** What comes of a run's work, and where that goes. */
export interface ItemRun<T extends RunItem> {
  items: AsyncIterable<T>;
  /** ends the items early, so that what is in flight is still finished */
  stop: AbortController;
  take: (item: T) => Promise<void>;
  /** what is finished already, under --resume */
  begun?: Readonly<RunCounts> | undefined;
  /** reports how many items there will be, as it finds out */
  countItems: (setTotal: (items: number) => void) => void;
  /** what is counted, in the progress bar's words; videos if undefined */
  unit?: string | undefined;
  /** without progress */
  isQuiet: boolean;
  /** one line on stderr */
  note: (line: string) => void;
}

/**
 * Pulls everything through, with progress and counts. The first Ctrl-C ends the items early.
 * @throws XclipError NOT_FINITE where every video's numbers are not finite; what the stages throw
 */
export async function runItems<T extends RunItem>(
  run: ItemRun<T>,
): Promise<{ counts: RunCounts; interrupted: boolean }> {
  const { stop } = run;
  const progress = createProgress({ unit: run.unit, isQuiet: run.isQuiet, note: run.note });
  const interrupt = watchInterrupts(() => {
    stop.abort();
    progress.clear();
    run.note('interrupted: finishing what is in flight (again to end at once)');
  });
  const counts: RunCounts = { videos: 0, ok: 0, failed: 0, clips: 0, ...run.begun };
  let lastVideo: string | undefined;
  let notFiniteCount = 0;
  try {
    run.countItems(progress.setTotal);
    progress.advance({ items: counts.videos, clips: 0, failed: false });
    for await (const item of run.items) {
      const isNewVideo = item.video !== lastVideo;
      count(counts, item, isNewVideo);
      lastVideo = item.video;
      if ('error' in item && item.error.code === 'NOT_FINITE') notFiniteCount += 1;
      progress.clear();
      await run.take(item);
      progress.advance({
        items: isNewVideo || run.unit !== undefined ? 1 : 0,
        clips: 'error' in item || 'reused' in item ? 0 : 1,
        failed: 'error' in item,
      });
    }
    if (notFiniteCount > 0 && notFiniteCount === counts.videos) throw brokenModel();
    return { counts, interrupted: interrupt.interrupted };
  } finally {
    stop.abort();
    progress.stop();
    interrupt.release();
  }
}

function count(counts: RunCounts, item: RunItem, isNewVideo: boolean): void {
  if (item.reused !== undefined) {
    countFinished(counts, item.reused);
    counts.reused = (counts.reused ?? 0) + 1;
    return;
  }
  if (isNewVideo) counts.videos += 1;
  if ('error' in item) {
    counts.failed += 1;
    // It gave clips before it failed.
    if (!isNewVideo) counts.ok -= 1;
  } else {
    if (isNewVideo) counts.ok += 1;
    counts.clips += 1;
  }
}
