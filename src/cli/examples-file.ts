import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { UsageError, messageOf } from '../errors.js';

/** A video that shows its label, of a file for `--examples`. */
export interface LabelledVideo {
  video: string;
  label: string;
}

/**
 * The rows of a CSV file with the columns video and label. Paths are relative to the file's own folder.
 * @throws UsageError BAD_EXAMPLES
 */
export function readExamples(file: string): LabelledVideo[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(readFileSync(file, 'utf8'), {
      columns: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    throw bad(file, messageOf(error), error);
  }
  if (rows.length === 0) throw bad(file, 'it has no rows');
  return rows.map(({ video, label }, i) => {
    if (video === undefined || label === undefined)
      throw bad(file, 'it has no columns named video and label');
    if (video === '' || label === '') throw bad(file, `row ${i + 1} lacks its video or its label`);
    return { video: isAbsolute(video) ? video : join(dirname(file), video), label };
  });
}

function bad(file: string, why: string, cause?: unknown): UsageError {
  return new UsageError(`the examples ${file} cannot be used: ${why}`, {
    code: 'BAD_EXAMPLES',
    hint: 'give a CSV file with the columns video and label',
    cause,
  });
}
