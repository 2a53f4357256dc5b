import { XclipError } from '../../errors.js';
import { quoted, shortened } from '../../quoted.js';

/** Parsers may quote a whole field. */
const MOST_REASON_CHARACTERS = 200;

/** A file that is not what `tag` or `eval` writes. */
export function badResults(path: string, why: string, cause?: unknown): XclipError {
  return new XclipError(`${path} cannot be reported on: ${shortened(why, MOST_REASON_CHARACTERS)}`, {
    code: 'BAD_RESULTS',
    hint: 'give what xclip tag wrote as JSONL, CSV or Parquet, or xclip eval as JSON',
    cause,
  });
}

/** A value of the wrong kind, inside a reader, which adds the file's name. */
export function notA(kind: string, what: string, value: unknown): Error {
  return new Error(`${what} is ${quoted(value, 40)} where ${kind} belongs`);
}
