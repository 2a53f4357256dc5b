import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Flags, type Interfaces } from '@oclif/core';
import { UsageError, messageOf } from '../../errors.js';
import { VIDEO_EXTENSIONS, type WalkOptions } from '../../pipeline/find/walk.js';

export const walkFlags = {
  ext: Flags.string({
    helpValue: 'LIST',
    description: 'file extensions to take in folders, separated by commas, instead of the usual ones',
    helpGroup: 'INPUT',
  }),
  exclude: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'GLOB',
    description: 'leave out what matches: a name, or with a slash a path from the named folder on',
    helpGroup: 'INPUT',
  }),
  'files-from': Flags.string({
    helpValue: 'FILE|-',
    description: 'read more paths from a file, one a line (- is stdin)',
    helpGroup: 'INPUT',
  }),
  hidden: Flags.boolean({
    description: 'take hidden files and folders, and @eaDir, in folders',
    helpGroup: 'INPUT',
  }),
  'follow-symlinks': Flags.boolean({ description: 'walk into linked folders', helpGroup: 'INPUT' }),
};

type WalkFlags = Interfaces.InferredFlags<typeof walkFlags>;

/** @throws UsageError NO_PATHS, BAD_FILES_FROM */
export async function walkOptions(paths: readonly string[], flags: WalkFlags): Promise<WalkOptions> {
  const listed = flags['files-from'] === undefined ? [] : await listedPaths(flags['files-from']);
  const all = [...paths, ...listed];
  if (all.length === 0) {
    throw new UsageError('no videos are named', {
      code: 'NO_PATHS',
      hint: 'give files or folders, or --files-from',
    });
  }
  const extensions = flags.ext?.split(',').map((name) => name.trim().replace(/^\./, '').toLowerCase());
  return {
    paths: all,
    extensions: extensions?.filter((name) => name !== '') ?? VIDEO_EXTENSIONS,
    exclude: flags.exclude ?? [],
    followSymlinks: flags['follow-symlinks'],
    hidden: flags.hidden,
  };
}

async function listedPaths(source: string): Promise<string[]> {
  try {
    const content = source === '-' ? await text(process.stdin) : await readFile(source, 'utf8');
    return content
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .filter((line) => line !== '');
  } catch (error) {
    throw new UsageError(`the list of files cannot be read: ${messageOf(error)}`, {
      code: 'BAD_FILES_FROM',
      hint: 'check the path given to --files-from',
      cause: error,
    });
  }
}
