import { createRequire } from 'node:module';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { createDecoderPool, type DecoderPool } from '../../dist/media/pool/decoder-pool.js';
import type { InputRules } from '../../src/media/input-rules.js';
import type { DecoderEngine } from '../../src/media/types.js';
import type { FrameGeometry } from '../../src/image/frame-geometry.js';
import { tempFolder } from '../support/temp-folder.js';

const require = createRequire(import.meta.url);

function packaged(name: string): string {
  return (require(name) as { path: string }).path;
}

/** The programs that come with the package, unless the environment names others to test with. */
export const FFMPEG = process.env.FFMPEG_PATH ?? packaged('@ffmpeg-installer/ffmpeg');
export const FFPROBE = process.env.FFPROBE_PATH ?? packaged('@ffprobe-installer/ffprobe');

/** Frames as decoded. */
export const RAW: FrameGeometry = { resize: undefined, crop: undefined, resample: 'bilinear' };

/** Both engines, for tests of what they have in common. */
export const ENGINES = ['ffmpeg', 'native'] as const;
export type EngineName = (typeof ENGINES)[number];

interface PoolSettings {
  engine?: EngineName;
  size?: number;
  ffmpegPath?: string;
  ffprobePath?: string;
  timeoutMs?: number;
  rules?: InputRules;
  hwaccel?: string;
}

export function engineOf(name: EngineName, ffmpegPath = FFMPEG, ffprobePath = FFPROBE): DecoderEngine {
  return name === 'native' ? { engine: name } : { engine: name, ffmpegPath, ffprobePath };
}

/** A pool that ends with the test. */
export function testPool({
  engine = 'ffmpeg',
  size = 1,
  ffmpegPath,
  ffprobePath,
  timeoutMs = 60_000,
  rules,
  hwaccel,
}: PoolSettings = {}): DecoderPool {
  const chosen = { ...engineOf(engine, ffmpegPath, ffprobePath), rules, hwaccel };
  const pool = createDecoderPool({ engine: chosen, size, timeoutMs });
  onTestFinished(() => pool.close());
  return pool;
}

/**
 * The one pool of a suite that only reads: what a decoder gives must not depend on what it read before, and a
 * process for each test takes longer than the reading.
 */
export function poolForAll(engine: EngineName): () => DecoderPool {
  let pool: DecoderPool | undefined;
  beforeAll(() => {
    pool = createDecoderPool({ engine: engineOf(engine), size: 1, timeoutMs: 60_000 });
  });
  afterAll(() => pool?.close());
  return () => {
    if (pool === undefined) throw new Error('the pool of a suite is for its tests');
    return pool;
  };
}

/** An ffmpeg that knows its version and then does as the script says, in a folder of its own. */
export function fakeFfmpeg(script: string, name = 'ffmpeg'): { path: string; folder: string } {
  const folder = tempFolder();
  const path = join(folder, name);
  const text = [
    '#!/bin/sh',
    `cd '${folder}'`,
    `[ "$1" = -version ] && exec '${FFMPEG}' -version`,
    script,
    '',
  ].join('\n');
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return { path, folder };
}

/** Hangs like a stuck decoder with a helper of its own, and notes the ids of all three. */
export const HANG = 'echo $PPID $$ >pids; sleep 60 & echo $! >>pids; touch started; wait';

/** The ids that HANG noted, once it hangs. */
export async function hungProcesses(folder: string): Promise<number[]> {
  while (!existsSync(join(folder, 'started'))) await sleep(10);
  return readFileSync(join(folder, 'pids'), 'utf8').trim().split(/\s+/).map(Number);
}

/** Whether it still runs; a dead one that nobody has asked after does not. */
export function isRunning(pid: number): boolean {
  try {
    const state = /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state !== 'Z';
  } catch {
    return false;
  }
}

/** Which of them still run after at most this long. */
export async function survivors(pids: readonly number[], withinMs: number): Promise<number[]> {
  const endMs = performance.now() + withinMs;
  while (performance.now() < endMs && pids.some(isRunning)) await sleep(10);
  return pids.filter(isRunning);
}
