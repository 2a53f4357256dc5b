import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { UsageError, messageOf } from '../../errors.js';
import { shortened } from '../../quoted.js';

/** A hundred thousand videos with long paths take less. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** What the parser says may hold a whole field. */
const MOST_REASON_CHARACTERS = 300;

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
    if (statSync(file).size > MAX_FILE_BYTES) throw new Error(`it is larger than ${MAX_FILE_BYTES} bytes`);
    rows = parse(readFileSync(file, 'utf8'), {
      columns: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    throw bad(file, shortened(messageOf(error), MOST_REASON_CHARACTERS), error);
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
