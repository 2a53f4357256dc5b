import { open, stat } from 'node:fs/promises';
import { closeOnError } from '../../files/close-on-error.js';
import { readRegularFile } from '../../files/read-regular-file.js';
import { messageOf, systemCodeOf, XclipError } from '../../errors.js';
import type { EvaluationData, SourceData } from '../page-data.js';
import type { ResultColumns } from '../result-columns.js';
import { badResults } from './bad-results.js';
import { readCompanions } from './read-companions.js';
import { readCsv } from './read-csv.js';
import { readEvaluation } from './read-evaluation.js';
import { readJsonl } from './read-jsonl.js';
import { readParquet } from './read-parquet.js';

/** Enough to know a file by. */
const HEAD_BYTES = 1 << 16;
/** An evaluation of a million videos. */
const MOST_EVALUATION_BYTES = 256 * 1024 * 1024;

/**
 * A file of results with what stands beside it. What it is is seen in it: names of files say little.
 * @param source its number
 * @throws XclipError NO_SUCH_PATH, BAD_RESULTS, TOO_MANY_ROWS
 */
export async function readResults(
  path: string,
  source: number,
  columns: ResultColumns,
): Promise<{ source: SourceData; evaluation: EvaluationData | undefined }> {
  const head = await headOf(path);
  const { run, failures, notes, areThere } = await readCompanions(path, source, columns);
  const before = columns.rowCount;
  try {
    const what = whatIs(head);
    // A run in which every video failed writes no rows.
    if (what === 'nothing' && !areThere) throw new Error('it is empty');
    const evaluation = what === 'json' ? evaluationIn(path, source) : undefined;
    const result =
      what === 'jsonl'
        ? await readJsonl(path, source, columns)
        : what === 'csv'
          ? await readCsv(path, source, columns)
          : what === 'parquet'
            ? await readParquet(path, source, columns)
            : { kind: 'clips' as const, notes: [] };
    return {
      source: {
        path,
        kind: evaluation === undefined ? result.kind : 'eval',
        rows: columns.rowCount - before,
        failures,
        notes: [...result.notes, ...notes],
        run,
      },
      evaluation,
    };
  } catch (error) {
    if (error instanceof XclipError) throw error;
    throw badResults(path, messageOf(error), error);
  }
}

async function headOf(path: string): Promise<Buffer> {
  try {
    if (!(await stat(path)).isFile()) throw new Error('it is no regular file');
    const file = await open(path, 'r');
    const head = await closeOnError(file, async () => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    });
    await file.close();
    return head;
  } catch (error) {
    const reason = systemCodeOf(error) === 'ENOENT' ? 'no such file' : messageOf(error);
    throw new XclipError(`${path}: ${reason}`, {
      code: 'NO_SUCH_PATH',
      hint: 'name a file that xclip tag or xclip eval wrote',
      cause: error,
    });
  }
}

/** By its first bytes. @throws Error for what is none of ours */
function whatIs(head: Buffer): 'nothing' | 'parquet' | 'json' | 'jsonl' | 'csv' {
  if (head.length === 0) return 'nothing';
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  if (head.includes(0)) throw new Error('it is not UTF-8 text, and no Parquet file');
  const text = head.toString('utf8').replace(/^\uFEFF/, '');
  if (text.startsWith('WEBVTT')) throw new Error('it is WebVTT, which has no probabilities to sort by');
  if (!/^\s*[{[]/.test(text)) return 'csv';
  return isRecord(text.split('\n', 1)[0] ?? '') ? 'jsonl' : 'json';
}

/** The first line of a head, which may be longer than that. */
function isRecord(line: string): boolean {
  return /^\s*\{\s*"video"\s*:/.test(line);
}

function evaluationIn(path: string, source: number): EvaluationData {
  const value: unknown = JSON.parse(readRegularFile(path, MOST_EVALUATION_BYTES).toString('utf8'));
  if (
    typeof value === 'object' &&
    value !== null &&
    'tool' in value &&
    'settings' in value &&
    !('top1' in value)
  )
    throw new Error('it is the account of a run; name the results beside it');
  return readEvaluation(value, source);
}
