/** What a run would do, found out without doing it: all paths are walked, a few videos are measured, nothing is written. */
import { VideoError } from '../../errors.js';
import { linesFor, printable } from '../../output/printable.js';
import type { StampedPath } from '../../pipeline/find/walk.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import type { Cutting } from '../../pipeline/read/read-windows.js';
import { windowSpans } from '../../pipeline/read/windows.js';
import type { RunContext } from '../terminal/context.js';
import type { ClipCounting, Command, RunOutcome } from './run.js';
import type { WorkSource } from './work-source.js';

/** Videos whose clips are made and thrown away, to see how long one takes. */
const MEASURED_VIDEOS = 4;
const MEASURED_CLIPS = 8;
/** Videos whose packets are listed to count their clips; of more, the mean of these is taken. */
const LISTED_VIDEOS = 200;

export interface DryRunReport {
  dry_run: {
    videos: number;
    /** done by the run that would be resumed */
    finished: number;
    /** folders and files that cannot be looked at */
    unreadable: number;
    /** by the reason */
    left_out: Readonly<Record<string, number>>;
    clips: number;
    /** false where it is inferred from some of the videos */
    clips_counted: boolean;
    /** null where no clip could be made */
    seconds_per_clip: number | null;
    seconds: number | null;
  };
}

/** Goes through a command's work up to the first rows, and says what it found. */
export async function dryRun<Row extends { video: string }>(
  command: Command<StampedPath, Row, unknown>,
  context: RunContext,
): Promise<RunOutcome<DryRunReport>> {
  const work = await command.findWork();
  try {
    const session = await command.open(work);
    try {
      await session.load();
      const found = await walkAll(work, context);
      const measured = await measure(session.stages(from(found.first.slice(0, MEASURED_VIDEOS))));
      const counted = await countClips(found, session.counting);
      const secondsPerClip = measured.secondsPerClip;
      const report: DryRunReport = {
        dry_run: {
          videos: found.videos - counted.unwanted,
          finished: found.finished,
          unreadable: found.unreadable,
          left_out: {
            ...work.leftOut?.(),
            ...(counted.unwanted > 0 ? { other_length: counted.unwanted } : {}),
          },
          clips: counted.clips,
          clips_counted: counted.isWhole,
          seconds_per_clip: secondsPerClip,
          seconds: secondsPerClip === null ? null : secondsPerClip * counted.clips,
        },
      };
      return { report, interrupted: false, drifted: false, failed: 0 };
    } finally {
      await session.close();
    }
  } finally {
    await work.close();
  }
}

interface Found {
  videos: number;
  finished: number;
  unreadable: number;
  /** of those that would be done */
  first: StampedPath[];
}

async function walkAll(work: WorkSource<StampedPath>, { isVerbose, note }: RunContext): Promise<Found> {
  const found: Found = { videos: 0, finished: work.previous?.counts.videos ?? 0, unreadable: 0, first: [] };
  const items = work.pass<{ video: string }>({
    stages: async function* (paths) {
      for await (const item of paths) {
        if (item.error === undefined) {
          found.videos += 1;
          if (found.first.length < LISTED_VIDEOS) found.first.push(item);
          if (isVerbose) note(`would do ${item.path}`);
        } else {
          found.unreadable += 1;
          note(`${item.path}: ${item.error.toLine()}`);
        }
        yield { video: item.path };
      }
    },
    onFinished: () => Promise.resolve(),
    isDry: true,
    signal: new AbortController().signal,
  });
  for await (const item of items) if ('reused' in item) found.finished += 1;
  return found;
}

async function* from(paths: readonly StampedPath[]): AsyncGenerator<StampedPath, void, undefined> {
  for (const path of paths) yield await Promise.resolve(path);
}

/** The first clip warms up what the others find warm: its time counts only if there is no other. */
async function measure(
  rows: AsyncIterable<{ video: string } | FailedVideo>,
): Promise<{ secondsPerClip: number | null }> {
  const started = performance.now();
  const ends: number[] = [];
  for await (const row of rows) {
    if (!('error' in row)) ends.push(performance.now());
    if (ends.length === MEASURED_CLIPS) break;
  }
  const [first, last] = [ends[0], ends.at(-1)];
  if (first === undefined || last === undefined) return { secondsPerClip: null };
  const milliseconds = ends.length === 1 ? first - started : (last - first) / (ends.length - 1);
  return { secondsPerClip: milliseconds / 1000 };
}

async function countClips(
  { videos, first }: Found,
  counting: ClipCounting | undefined,
): Promise<{ clips: number; isWhole: boolean; unwanted: number }> {
  const { cutting, isWanted } = counting ?? {};
  if (counting === undefined || (cutting === undefined && isWanted === undefined))
    return { clips: videos, isWhole: true, unwanted: 0 };
  let [clips, unwanted] = [0, 0];
  for (const { path } of first) {
    try {
      const { durationSeconds } = await counting.pool.withVideo(path, (video) =>
        Promise.resolve(video.index),
      );
      if (isWanted?.({ durationSeconds }) === false) unwanted += 1;
      else clips += clipsIn(durationSeconds, cutting);
    } catch (error) {
      // It fails in the run as well, and costs next to nothing there.
      if (!(error instanceof VideoError)) throw error;
    }
  }
  const scale = first.length === 0 ? 0 : videos / first.length;
  const isWhole = videos === first.length && cutting?.by !== 'scenes';
  return { clips: Math.round(clips * scale), isWhole, unwanted: Math.round(unwanted * scale) };
}

/** Of scenes nothing is known before all is decoded: films change theirs every few seconds. */
const SCENE_SECONDS = 5;

function clipsIn(durationSeconds: number, cutting: Cutting | undefined): number {
  if (cutting === undefined) return 1;
  if (cutting.by === 'time') return windowSpans(durationSeconds, cutting).length;
  return Math.max(1, Math.round(durationSeconds / SCENE_SECONDS));
}

const REASONS: Readonly<Record<string, string>> = {
  other_extension: "without a video's extension",
  hidden: 'hidden',
  excluded: 'by --exclude',
  dangling_links: 'links to nowhere',
  special_files: 'pipes, sockets or devices',
  text_files: 'text files',
  older: 'changed before --newer-than',
  other_length: 'for their length',
};

/** For people. */
export function dryRunText({ dry_run: found }: DryRunReport): string {
  const { videos, finished, unreadable, clips, seconds, seconds_per_clip: each } = found;
  const leftOut = Object.entries(found.left_out).filter(([, count]) => count > 0);
  const lines = [
    `${videos} ${videos === 1 ? 'video' : 'videos'} would be done: ${found.clips_counted ? '' : 'about '}${clips} ${clips === 1 ? 'clip' : 'clips'}`,
    ...(finished > 0 ? [`${finished} finished already`] : []),
    ...(unreadable > 0 ? [`${unreadable} cannot be read`] : []),
    ...(leftOut.length === 0
      ? []
      : [
          `left out: ${leftOut.map(([reason, count]) => `${count} ${REASONS[reason] ?? reason}`).join(', ')}`,
        ]),
    each === null || seconds === null
      ? 'no clip could be made to measure the time'
      : `a clip takes ${each.toFixed(each < 0.1 ? 3 : 2)} s here: about ${durationText(seconds)} in all`,
  ];
  return linesFor(process.stdout, `${lines.map(printable).join('\n')}\n`);
}

const UNITS: readonly (readonly [string, number])[] = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
];

function durationText(seconds: number): string {
  const [name, size] = UNITS.find(([, size]) => seconds >= 2 * size) ?? ['s', 1];
  return size === 1 ? `${Math.ceil(seconds)} s` : `${(seconds / size).toFixed(1)} ${name}`;
}
