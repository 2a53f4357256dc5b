import type { ReusedVideo } from '../../output/journal/plan-resume.js';
import type { PreviousRun } from '../../output/journal/previous-run.js';
import type { RunFiles } from '../../output/journal/run-files.js';
import type { StampedPath } from '../../pipeline/find/walk.js';

/** The way of what is to be done. */
export interface Pass<Item, T> {
  /** items → what comes of them, in the order of the items */
  stages: (items: AsyncIterable<Item>) => AsyncIterable<T>;
  /** a video has given all that it will, which has been taken */
  onFinished: (path: StampedPath) => Promise<void>;
  /** nothing comes of it: what is done already is only looked at; false if undefined */
  isDry?: boolean;
  /** given to end early, so that what is in flight is still finished */
  signal: AbortSignal;
}

/** What there is to do, in order, whatever it comes from: folders and lists of videos, a store; a manifest, a queue. */
export interface WorkSource<Item> {
  /** of an output that can be resumed; undefined where it cannot: stdout, a pipe, a table */
  files: RunFiles | undefined;
  /** the run to complete, under --resume */
  previous: PreviousRun | undefined;
  /** what is counted, if not videos */
  unit?: 'clips';
  /** Sends what is to be done through stages and what is done already around them. Called once. */
  pass<T extends { video: string }>(pass: Pass<Item, T>): AsyncIterable<T | ReusedVideo>;
  /** Reports how many items there are, as it finds out, until the signal is given. */
  count(setTotal: (items: number) => void, signal: AbortSignal): void;
  /** What has been left out so far, by the reason. */
  leftOut?(): Readonly<Record<string, number>>;
  /** Says what was left out, once all is done. */
  noteEnd?(note: (line: string) => void): void;
  close(): Promise<void>;
}

/** The stream, ended early once the signal is given. */
export async function* until<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  for await (const item of source) {
    if (signal.aborted) return;
    yield item;
  }
}
