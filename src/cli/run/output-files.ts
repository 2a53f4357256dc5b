import { constants } from 'node:fs';
import { access, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileIdentity } from '../../files/file-identity.js';
import { indexFileOf } from '../../output/formats/indexed-array.js';
import { isStreamName } from '../../output/sink.js';
import { removeOutput } from '../../output/remove-output.js';
import { UsageError, XclipError, messageOf, systemCodeOf } from '../../errors.js';
import { partialOf, type RunFiles } from '../../output/journal/run-files.js';

/** The files beside an output. */
export function errorsFileOf(output: string): string {
  return `${output}.errors.jsonl`;
}

export function runFileOf(output: string): string {
  return `${output}.run.json`;
}

/** Whether files stand beside an output: not beside stdout (undefined), nor where streams and devices have their names. */
export function hasCompanions(output: string | undefined): output is string {
  return output !== undefined && !isStreamName(output);
}

/** The files of a run that can be resumed (docs/RESUME.md). */
export function runFilesOf(output: string): RunFiles {
  return {
    output,
    errors: errorsFileOf(output),
    journal: `${output}.journal`,
    kept: `${output}.kept.jsonl`,
    tail: `${output}.tail.jsonl`,
  };
}

/** All that a run with this output may write, replace or remove. */
export function allFilesOf(output: string): string[] {
  const { errors, journal, kept, tail } = runFilesOf(output);
  const whole = [journal, kept, tail].flatMap((file) => [file, partialOf(file)]);
  const run = runFileOf(output);
  const index = extname(output).toLowerCase() === '.npy' ? [indexFileOf(output)] : [];
  return [output, errors, ...whole, run, `${run}.partial`, ...index];
}

/** Whether a file can be cut and written on: no pipe or device, which have no journal either. */
export async function isPlainOutput(output: string): Promise<boolean> {
  if (!hasCompanions(output)) return false;
  return (await stat(output).catch(() => undefined))?.isFile() ?? true;
}

/**
 * Finds out before any work whether an output can be written, and leaves no trace.
 * @throws XclipError OUTPUT_EXISTS, OUTPUT_UNWRITABLE
 */
export async function checkOutput(
  output: string,
  { overwrite, resume }: { overwrite: boolean; resume?: boolean },
): Promise<void> {
  const existing = await stat(output).catch(() => undefined);
  if (existing?.isDirectory() === true) throw unwritable(output, 'it is a folder');
  if (existing?.isFile() === true && hasCompanions(output) && !overwrite && resume !== true) {
    throw new XclipError(`${output} exists already`, {
      code: 'OUTPUT_EXISTS',
      hint: `give --overwrite to replace it, ${resume === undefined ? '' : '--resume to complete it, '}or another --output`,
    });
  }
  try {
    if (existing !== undefined) {
      await access(output, constants.W_OK);
      return;
    }
    await (await open(output, 'wx')).close();
    await rm(output);
  } catch (error) {
    throw unwritable(
      output,
      systemCodeOf(error) === 'ENOENT' ? 'its folder does not exist' : messageOf(error),
      error,
    );
  }
}

/** Takes away what an earlier run left beside the output, so that no stale record is taken for this run's. */
export async function clearCompanions(output: string): Promise<void> {
  const { errors, journal, kept, tail } = runFilesOf(output);
  await Promise.all([errors, journal, kept, tail, runFileOf(output)].map(removeOutput));
}

/** An earlier run's account of itself, which is not this one's. */
export async function clearRunFile(output: string): Promise<void> {
  await removeOutput(runFileOf(output));
}

/** Whole or not at all. */
export async function writeRunFile(output: string, run: unknown): Promise<void> {
  const file = runFileOf(output);
  try {
    await writeFile(`${file}.partial`, `${JSON.stringify(run, null, 2)}\n`);
    await rename(`${file}.partial`, file);
  } catch (error) {
    throw unwritable(file, messageOf(error), error);
  }
}

function unwritable(output: string, why: string, cause?: unknown): XclipError {
  return new XclipError(`${output} cannot be written: ${why}`, {
    code: 'OUTPUT_UNWRITABLE',
    hint: 'choose another --output',
    cause,
  });
}

/** @throws UsageError OUTPUT_IS_STORE: even --overwrite is not meant for what is being read */
export async function refuseStoreAsOutput(store: string, output: string | undefined): Promise<void> {
  if (output === undefined) return;
  const [from, to] = await Promise.all([store, output].map(fileIdentity));
  if (from === undefined || from !== to) return;
  throw new UsageError(`${output} is the store itself`, {
    code: 'OUTPUT_IS_STORE',
    hint: 'choose another --output',
  });
}
