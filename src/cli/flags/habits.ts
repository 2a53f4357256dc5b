import { Flags } from '@oclif/core';
import { contradiction } from './contradiction.js';

export const dryRunFlags = {
  'dry-run': Flags.boolean({
    description: 'say what would be done, and about how long it would take; write nothing',
    helpGroup: 'INPUT',
  }),
};

export const watchFlags = {
  watch: Flags.string({
    helpValue: 'DIR',
    description: 'tag what is in this folder and what arrives there, once it no longer grows, until Ctrl-C',
    helpGroup: 'INPUT',
  }),
};

interface WatchedFlags {
  watch?: string | undefined;
  output?: string | undefined;
  sort: string;
  check?: string | undefined;
  overwrite: boolean;
  'dry-run': boolean;
  'files-from'?: string | undefined;
}

/** A watch completes its output again and again, as --resume does. @throws UsageError CONTRADICTION */
export function checkWatchFlags(flags: WatchedFlags, paths: readonly string[]): void {
  const { watch, output, sort, check, overwrite } = flags;
  if (watch === undefined) return;
  if (output === undefined) throw contradiction('--watch needs a file to add to', 'name it with --output');
  const other = [
    { flag: '--check', isGiven: check !== undefined },
    { flag: '--overwrite', isGiven: overwrite },
    { flag: '--dry-run', isGiven: flags['dry-run'] },
    { flag: '--files-from', isGiven: flags['files-from'] !== undefined },
    { flag: `--sort ${sort}`, isGiven: sort !== 'path' },
    { flag: 'a path', isGiven: paths.length > 0 },
  ].find(({ isGiven }) => isGiven)?.flag;
  if (other !== undefined)
    throw contradiction(
      `--watch completes one output of one folder, and has no place for ${other}`,
      'leave it out',
    );
}
