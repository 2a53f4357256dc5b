import type { StageTimes } from '../../pipeline/times.js';
import { startEarly } from '../../pipeline/infer/start-early.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import { peek } from '../../pipeline/find/peek.js';
import { HOW_TO_RESUME } from '../flags/resume.js';
import type { RunContext } from './context.js';
import { failureSummary, noteDone } from './notes.js';
import type { Output } from '../../output/run-output.js';
import { writeRunFile } from './output-files.js';
import { RunClock, type RunEnd } from './report.js';
import { runItems } from './run-items.js';
import type { WorkSource } from './work-source.js';

/** What a command is to a run. */
export interface Command<Item, Row, Report> {
  output: string | undefined;
  /** What there is to do; changes nothing. */
  findWork(): Promise<WorkSource<Item>>;
  /** What it is done with. */
  open(work: WorkSource<Item>): Promise<Session<Item, Row, Report>>;
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
      if (command.output !== undefined) await writeRunFile(command.output, report);
      noteDone({ ...counts, unit: work.unit, output: command.output, drifted, seconds }, context);
      return { report, interrupted, drifted, failed: counts.failed + (session.lostVideos ?? 0) };
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
): Promise<Awaited<ReturnType<typeof runItems>> & { drifted: boolean }> {
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
