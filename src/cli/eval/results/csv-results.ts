import { messageOf, UsageError } from '../../../errors.js';
import { csvRows } from '../manifest/csv-rows.js';
import { badResults, type ClipResult } from './clip-result.js';

const COLUMNS = ['video', 'label'] as const;
/** Not in all of what tag writes: with --per video, the mean over a video's clips is called so. */
const OPTIONAL_COLUMNS = ['clip', 'probability', 'mean_probability', 'set'] as const;

/** The clips of a CSV file of tag, whose rows are a label each, with the lines on which they begin. @throws UsageError BAD_RESULTS */
export async function* csvResults(
  path: string,
): AsyncGenerator<ClipResult & { line: number }, void, undefined> {
  let clip: (ClipResult & { line: number }) | undefined;
  try {
    for await (const { cells, line } of csvRows(path, COLUMNS, OPTIONAL_COLUMNS)) {
      if (cells.set !== '')
        throw badResults(path, `line ${line} is of one of several sets, where a video has one true label`);
      const number = cells.clip === '' ? 0 : numberIn(cells.clip, 'clip', { path, line });
      const said = cells.probability === '' ? cells.mean_probability : cells.probability;
      const label = { label: cells.label, probability: numberIn(said, 'probability', { path, line }) };
      if (clip?.video === cells.video && clip.clip === number) {
        clip.labels.push(label);
      } else {
        if (clip !== undefined) yield clip;
        clip = { video: cells.video, clip: number, labels: [label], line };
      }
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw badResults(path, messageOf(error), error);
  }
  if (clip !== undefined) yield clip;
}

function numberIn(text: string, column: string, { path, line }: { path: string; line: number }): number {
  const value = text === '' ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw badResults(path, `the ${column} on line ${line} is no number`);
}
