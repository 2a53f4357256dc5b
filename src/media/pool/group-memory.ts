import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;
/** A decoder of 8K video with all the frames that a codec may keep takes about two. */
const MOST_BYTES = 4 * GIBIBYTE;
const LEAST_BYTES = GIBIBYTE;
/** Memory is filled at a gigabyte a second or two. */
const LOOK_EVERY_MS = 100;
/** Where a program has to be started to look. */
const ASK_EVERY_MS = 1000;

/**
 * What one decoder may hold if nobody says: its part of half of the memory that this process may use, at least a gibibyte, at
 * most four.
 */
export function defaultDecoderBytes(decoders: number): number {
  const constrained = process.constrainedMemory();
  const available = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.min(MOST_BYTES, Math.max(LEAST_BYTES, Math.floor(available / 2 / decoders)));
}

/** What is said of memory, in whole mebibytes. */
export function inMebibytes(bytes: number): string {
  return `${Math.round(bytes / MEBIBYTE)} MiB`;
}

/**
 * Watches what a process and those that it started hold together, in memory and in swap. On Windows nothing tells.
 * @param leader of their process group
 * @param onExceeded called once
 * @returns what ends it
 */
export function watchGroupMemory(leader: number, mostBytes: number, onExceeded: () => void): () => void {
  const [look, everyMs] = LOOKS[process.platform] ?? [];
  if (look === undefined) return () => undefined;
  const stop = (): void => clearInterval(timer);
  const judge = (bytes: number): void => {
    if (bytes <= mostBytes) return;
    stop();
    onExceeded();
  };
  const timer = setInterval(() => look(leader, judge), everyMs);
  timer.unref();
  return stop;
}

/** Tells the bytes that a group holds, at once or later. */
type Look = (leader: number, tell: (bytes: number) => void) => void;

const LOOKS: Partial<Record<NodeJS.Platform, [Look, everyMs: number]>> = {
  linux: [(leader, tell) => tell(bytesOfFamily(leader)), LOOK_EVERY_MS],
  darwin: [askPs, ASK_EVERY_MS],
};

/** By Linux's process table. */
export function bytesOfFamily(pid: number): number {
  const status = readOrNothing(`/proc/${pid}/status`);
  const kibibytes = [...status.matchAll(/^Vm(?:RSS|Swap):\s+(\d+) kB/gm)].map(([, count]) => Number(count));
  const children = readOrNothing(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [...kibibytes.map((count) => count * 1024), ...children.map(bytesOfFamily)].reduce(
    (a, b) => a + b,
    0,
  );
}

/** A process may end while it is looked at. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** By the one program that every Unix has. */
export function askPs(leader: number, tell: (bytes: number) => void): void {
  execFile('ps', ['-A', '-o', 'pgid=,rss='], (error, text) => {
    if (error !== null) return;
    const rows = text.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    tell(rows.reduce((sum, [group, kibibytes = 0]) => sum + (group === leader ? kibibytes * 1024 : 0), 0));
  });
}
