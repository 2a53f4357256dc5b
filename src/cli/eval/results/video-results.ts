import { open } from 'node:fs/promises';
import { messageOf } from '../../../errors.js';
import type { Answer } from '../../../pipeline/evaluate/answers.js';
import { quoted } from '../../../quoted.js';
import { badResults, type ClipResult } from './clip-result.js';
import { csvResults } from './csv-results.js';
import { jsonlResults } from './jsonl-results.js';

/** What was said of a video, over all of its clips. */
export interface VideoResult extends Answer {
  clips: number;
  /** of its first clip */
  line: number;
}

/**
 * What a file of tag says of each video, in the order of the file. Of several clips, probabilities are averaged.
 * @throws UsageError BAD_RESULTS
 */
export async function* videoResults(path: string): AsyncGenerator<VideoResult, void, undefined> {
  const { isJson } = await lookAt(path);
  let clips: (ClipResult & { line: number })[] = [];
  for await (const clip of isJson ? jsonlResults(path) : csvResults(path)) {
    const [first] = clips;
    if (first !== undefined && first.video !== clip.video) {
      yield averaged(path, first, clips);
      clips = [];
    }
    clips.push(clip);
  }
  const [first] = clips;
  if (first !== undefined) yield averaged(path, first, clips);
}

/** @throws UsageError BAD_RESULTS for what cannot be read, or has a last line without its end */
async function lookAt(path: string): Promise<{ isJson: boolean }> {
  let first, last;
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      first = (await file.read(Buffer.alloc(1), 0, 1, 0)).buffer.toString();
      last = (await file.read(Buffer.alloc(1), 0, 1, Math.max(size - 1, 0))).buffer.toString();
      if (size === 0) throw new Error('it is empty');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw badResults(path, messageOf(error), error);
  }
  if (last !== '\n') throw badResults(path, 'its last line has no end: it was cut short');
  return { isJson: first === '{' };
}

/**
 * The mean over clips of what each says. Where a clip lacks a label that another has, its part of the mean is not known,
 * and nothing is made up; where all have the same labels, those are the best of the mean, too.
 */
function averaged(
  path: string,
  first: ClipResult & { line: number },
  clips: readonly ClipResult[],
): VideoResult {
  const { video, line } = first;
  const sums = new Map(first.labels.map(({ label, probability }) => [label, probability]));
  if (sums.size < first.labels.length) throw badResults(path, `a label stands twice on line ${line}`);
  for (const [i, { clip, labels }] of clips.entries()) {
    if (i === 0) continue;
    if (clips.slice(0, i).at(-1)?.clip === clip)
      throw badResults(path, `${quoted(video)} stands twice in it`);
    for (const { label, probability } of labels) {
      const sum = sums.get(label);
      if (sum !== undefined) sums.set(label, sum + probability);
    }
    if (labels.length !== sums.size || labels.some(({ label }) => !sums.has(label))) {
      throw badResults(
        path,
        `the clips of ${quoted(video)} have different labels, so their mean is not known (tag with --top-k of all labels)`,
      );
    }
  }
  const labels = [...sums].map(([label, sum]) => ({ label, probability: sum / clips.length }));
  // Equal ones stay as tag ordered them.
  return { video, line, clips: clips.length, labels: labels.sort((a, b) => b.probability - a.probability) };
}
