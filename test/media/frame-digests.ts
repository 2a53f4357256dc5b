import type { ClipFrames } from '../../src/media/types.js';
import { sha256 } from '../support/fixtures.js';

/** What PyAV gives for a clip (test/fixtures/README.md). */
export interface ReferenceFrames {
  header_frames: number | null;
  decoded_frames: number;
  width: number;
  height: number;
  error: string | null;
  pts_s: (number | null)[];
  rgb24_sha256_16: string[];
}

/** The first 16 hex digits of each frame's SHA-256, as the reference tables have them. */
export function digestsOf({ data }: ClipFrames, frameCount: number): string[] {
  const frameBytes = data.length / frameCount;
  return Array.from({ length: frameCount }, (_, i) =>
    sha256(data.subarray(i * frameBytes, (i + 1) * frameBytes)).slice(0, 16),
  );
}

/** 0, 1, … up to `frameCount`. */
export function allFrames(frameCount: number): number[] {
  return Array.from({ length: frameCount }, (_, i) => i);
}

export interface ByteDifference {
  largest: number;
  /** Part of the bytes that differ at all. */
  share: number;
}

export function compareBytes(actual: Uint8Array, expected: Uint8Array): ByteDifference {
  let largest = 0;
  let differing = 0;
  expected.forEach((byte, i) => {
    const difference = Math.abs(byte - (actual[i] ?? NaN));
    if (difference !== 0) differing++;
    if (!(difference <= largest)) largest = difference;
  });
  return { largest, share: differing / expected.length };
}
