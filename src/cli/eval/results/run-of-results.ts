/** What the run file beside results says of them, where there is one. */
import { existsSync } from 'node:fs';
import { readRegularFile } from '../../../files/read-regular-file.js';
import { messageOf } from '../../../errors.js';
import { quoted } from '../../../quoted.js';
import { runFileOf, runFilesOf } from '../../run/output-files.js';
import { outputOfRows } from '../evaluation-files.js';
import { badResults } from './clip-result.js';

export interface RunOfResults {
  /** all that were chosen among */
  labels: readonly string[] | undefined;
  /** softmax unless said otherwise */
  hasProbabilities: boolean;
  /** records in the file; undefined where they are not one a clip */
  records: number | undefined;
}

/**
 * @returns undefined without a run file, as of results that were copied
 * @throws UsageError BAD_RESULTS for a run that did not finish, joined clips, or was of another version
 */
export function runOfResults(path: string, version: string): RunOfResults | undefined {
  const output = outputOfRows(path);
  const file = runFileOf(output);
  if (!existsSync(file)) {
    if (existsSync(runFilesOf(output).journal)) throw unfinished(path);
    return undefined;
  }
  const { tool, finished, labels, settings, counts } = parsed(path, file);
  const { version: before } = Object(tool) as Record<string, unknown>;
  if (typeof before !== 'string' || !isSameForm(before, version)) {
    throw badResults(path, `version ${quoted(before)} wrote it, and this is ${version}`);
  }
  if (finished !== true) throw unfinished(path);
  const { scores = 'softmax', merge, threshold, per } = Object(settings) as Record<string, unknown>;
  if (merge === true) throw badResults(path, 'clips were joined by --merge, so that they count differently');
  const { clips } = Object(counts) as Record<string, unknown>;
  const isEachWritten = typeof clips === 'number' && threshold === undefined && per !== 'video';
  return {
    labels: isTexts(labels) ? labels : undefined,
    hasProbabilities: scores === 'softmax',
    records: isEachWritten ? clips : undefined,
  };
}

function parsed(path: string, file: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(readRegularFile(file).toString())) as Record<string, unknown>;
  } catch (error) {
    throw badResults(path, `its run file ${file} cannot be read: ${messageOf(error)}`, error);
  }
}

function unfinished(path: string): Error {
  return badResults(path, 'its run has not finished (complete it with --resume)');
}

/** Before 1.0, forms may change with the second number. */
function isSameForm(a: string, b: string): boolean {
  const form = (version: string): string => {
    const [major = '', minor = ''] = version.split('.');
    return major === '0' ? `${major}.${minor}` : major;
  };
  return form(a) === form(b);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
