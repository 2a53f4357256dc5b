import type { RunFiles } from '../../output/journal/run-files.js';

const ROWS_ENDING = '.tags.jsonl';

/** Where a run with this output keeps what the model said of each video, which the figures are made of at the end. */
export function rowsFileOf(output: string): string {
  return output + ROWS_ENDING;
}

/** What the companions of such a file are named after: the output of eval, or that of tag itself. */
export function outputOfRows(rows: string): string {
  return rows.endsWith(ROWS_ENDING) ? rows.slice(0, -ROWS_ENDING.length) : rows;
}

/** The files of a run whose rows stand beside its output. */
export function withRowsBeside(files: RunFiles | undefined): RunFiles | undefined {
  return files === undefined ? undefined : { ...files, output: rowsFileOf(files.output) };
}
