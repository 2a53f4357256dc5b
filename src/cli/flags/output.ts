import { readlinkSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { UsageError } from '../../errors.js';
import { formatNames } from '../../output/formats/all-formats.js';

/** Without --top-k. */
export const DEFAULT_TOP_K = 5;

export const outputFlags = {
  output: Flags.string({
    char: 'o',
    helpValue: 'FILE',
    description: 'write here instead of stdout',
    helpGroup: 'OUTPUT',
  }),
  format: Flags.string({
    options: formatNames('labels'),
    description: "by the output's extension; else a table on a terminal, CSV in a pipe",
    helpGroup: 'OUTPUT',
  }),
  overwrite: Flags.boolean({ description: 'replace an existing output', helpGroup: 'OUTPUT' }),
  'csv-safe': Flags.boolean({
    description: 'put an apostrophe before text that spreadsheets would take for a formula',
    helpGroup: 'OUTPUT',
  }),
  wide: Flags.boolean({
    description: 'CSV with a column a label and a row a clip, instead of a row a label',
    helpGroup: 'OUTPUT',
  }),
  'top-k': Flags.integer({
    min: 1,
    helpValue: 'N',
    // Said, and not set: where it is not typed it is all of them under --wide. (oclif's own way to say it loads each command.)
    description: `[default: ${DEFAULT_TOP_K}] labels written per clip (all, with --wide)`,
    helpGroup: 'OUTPUT',
  }),
  threshold: Flags.string({
    helpValue: 'P',
    description: 'drop labels below this probability (or score)',
    helpGroup: 'OUTPUT',
  }),
};

/** Names of what stdout is, on systems that have a name for it. */
const STDOUT_NAMES = ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'];

/**
 * Flags whose output is stdout by its name, as those of a run to stdout: wherever that leads, a file too, nothing belongs
 * beside it.
 */
export function withoutStdoutName<T extends { output?: string | undefined }>(flags: T): T {
  const { output } = flags;
  return output !== undefined && namesStdout(output) ? { ...flags, output: undefined } : flags;
}

function namesStdout(path: string, linksLeft = 10): boolean {
  const place = resolve(path);
  if (STDOUT_NAMES.includes(place) || place === `/proc/${process.pid}/fd/1`) return true;
  try {
    return linksLeft > 0 && namesStdout(resolve(dirname(place), readlinkSync(place)), linksLeft - 1);
  } catch {
    return false; // no link
  }
}

/** Results and the run's summary cannot both be on stdout. */
export function summaryInTheWay(): UsageError {
  return new UsageError('--json puts the summary on stdout, where the results would go', {
    code: 'CONTRADICTION',
    hint: 'send the results to a file with --output',
  });
}
