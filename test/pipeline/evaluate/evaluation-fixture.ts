import type { Answer } from '../../../src/pipeline/evaluate/answers.js';
import { readReference } from '../../support/fixtures.js';

interface Figures {
  top1: number;
  top5: number;
  mean_class_accuracy: number;
  ece: number;
  classes: { count: number; top1: number | null; top5: number | null }[];
  confusion: number[][];
  /** places of the videos */
  misses: number[];
}

/** Answers made at random, and what numpy makes of them. */
export interface RandomCase {
  /** [videos][clips][labels] */
  clips: number[][][];
  /** [videos] */
  truths: number[];
  figures: Figures;
}

/** The example clips, and what numpy makes of what transformers says of them. */
export interface ExampleCase {
  labels: string[];
  videos: string[];
  truths: number[];
  figures: Figures;
}

export const RANDOM_CASES = ['many-labels', 'fewer-labels-than-five', 'ties'] as const;

const reference = readReference('evaluation.json') as Record<string, RandomCase> & { examples: ExampleCase };

export function randomCase(name: (typeof RANDOM_CASES)[number] | 'several-clips'): RandomCase {
  const found = reference[name];
  if (found === undefined) throw new Error(`no case ${name}`);
  return found;
}

export const EXAMPLE_CASE = reference.examples;

export const labelName = (label: number): string => `label ${label}`;
/** Sorted by their bytes as by their numbers. */
export const videoName = (video: number): string => `videos/${String(video).padStart(3, '0')}.mp4`;

/** A clip's labels as tag writes them: best first, equal ones in their order. */
export function bestFirst(probabilities: readonly number[]): Answer['labels'] {
  return probabilities
    .map((probability, label) => ({ label: labelName(label), probability }))
    .sort((a, b) => b.probability - a.probability);
}
