import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

export function readReference(name: string): unknown {
  return JSON.parse(readFileSync(fixturePath(`reference/${name}`), 'utf8'));
}

export const CHECKPOINTS = ['base', 'odd', 'legacy', 'two-frames'] as const;

interface LabelSet {
  labels: string[];
  input_ids: number[][];
  text_features: number[][];
}

export interface ReferenceCase {
  clip: string;
  seed: number;
  frame_sample_rate: number;
  label_set: string;
  seg_len: number;
  indices: number[];
  start_s: number;
  end_s: number;
  uint8_thwc_sha256: string;
  video_embeds: number[];
  visual_context: number[][];
  logits_per_video: number[];
  probabilities: number[];
}

/** What transformers, PyAV and Pillow gave for one checkpoint (test/fixtures/README.md). */
export interface ReferenceCases {
  label_sets: Record<string, LabelSet>;
  cases: ReferenceCase[];
}

export function readCases(checkpoint: string): ReferenceCases {
  return readReference(`cases-${checkpoint}.json`) as ReferenceCases;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The largest absolute difference; NaN where the lengths differ. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return NaN;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
