import { readFileSync, statSync } from 'node:fs';
import { UsageError, messageOf } from '../../../errors.js';

/** A label is a sentence; a file of a hundred thousand of them is not this large. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** The text of a file of labels. @throws UsageError BAD_LABELS_FILE */
export function readLabelFile(file: string): string {
  const bytes = readBytes(file);
  try {
    // The decoder takes a byte order mark away itself.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // reported below
  }
  throw badLabels(`${file} is not UTF-8 text`, 'save it as UTF-8, for example with: iconv -t UTF-8');
}

function readBytes(file: string): Buffer {
  try {
    if (statSync(file).size > MAX_FILE_BYTES) {
      throw badLabels(
        `${file} is larger than ${MAX_FILE_BYTES} bytes`,
        'give a text file with a label a line',
      );
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw badLabels(
      `the labels cannot be read: ${messageOf(error)}`,
      'check the path given to --labels',
      error,
    );
  }
}

export function badLabels(message: string, hint: string, cause?: unknown): UsageError {
  return new UsageError(message, { code: 'BAD_LABELS_FILE', hint, cause });
}
