import { messageOf, UsageError } from '../../../errors.js';
import { textLines } from '../manifest/text-pieces.js';
import { badResults, type ClipResult } from './clip-result.js';

/** The records of a JSONL file of tag, with their lines. @throws UsageError BAD_RESULTS */
export async function* jsonlResults(
  path: string,
): AsyncGenerator<ClipResult & { line: number }, void, undefined> {
  for await (const { text, line } of textLines(path)) {
    try {
      yield { ...parseRecord(text), line };
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw badResults(path, `line ${line} is no record of tag: ${messageOf(error)}`, error);
    }
  }
}

/** @throws Error saying what is wrong with it */
export function parseRecord(text: string): ClipResult {
  const { video, clip = 0, labels } = Object(JSON.parse(text)) as Record<string, unknown>;
  if (typeof video !== 'string') throw new Error('it has no video');
  if (typeof clip !== 'number') throw new Error('its clip is no number');
  if (!Array.isArray(labels)) throw new Error('it has no labels');
  return { video, clip, labels: labels.map(parseLabel) };
}

function parseLabel(value: unknown): ClipResult['labels'][number] {
  const { label, set, probability, mean_probability: mean } = Object(value) as Record<string, unknown>;
  // One of --per video has the mean over its clips.
  const said = probability ?? mean;
  if (typeof label !== 'string') throw new Error('a label of it has no name');
  if (typeof said !== 'number') throw new Error('a label of it has no probability');
  if (set !== undefined) throw new Error('it has several sets of labels, where a video has one true label');
  return { label, probability: said };
}
