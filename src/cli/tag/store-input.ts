import { open, stat } from 'node:fs/promises';
import { UsageError } from '../../errors.js';
import { MAGIC } from '../../store/store-description.js';
import { resumeFlags } from '../flags/resume.js';
import { engineFlags } from '../flags/engine.js';
import { filterFlags } from '../flags/filter.js';
import { walkFlags } from '../flags/input.js';
import { samplingFlags } from '../flags/sampling.js';
import { sidecarFlags } from '../flags/sidecars.js';
import { windowFlags } from '../flags/windows.js';

/**
 * The one path that names a feature store, by its extension or its first bytes; undefined if all name videos.
 * @throws UsageError MIXED_INPUTS if a store stands beside anything else
 */
export async function findStore(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (!(await looksLikeStore(path))) continue;
    if (paths.length === 1) return path;
    throw new UsageError(
      `${path} is a feature store, which stands alone, but ${paths.length} paths are given`,
      {
        code: 'MIXED_INPUTS',
        hint: 'tag stores one at a time, and videos without them',
      },
    );
  }
  return undefined;
}

async function looksLikeStore(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return false;
  if (path.toLowerCase().endsWith('.parquet')) return true;
  if (found?.isFile() !== true) return false;
  return (await firstBytes(path).catch(() => '')) === MAGIC;
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Flags that choose, decode or cut videos. */
const VIDEO_FLAGS = [
  ...Object.keys(walkFlags),
  ...Object.keys(filterFlags),
  'dry-run',
  'watch',
  ...Object.keys(samplingFlags),
  ...Object.keys(windowFlags),
  ...Object.keys(engineFlags),
  // Nothing is decoded: it is done again in no time.
  ...Object.keys(resumeFlags),
  'examples',
  // A store's videos may be anywhere by now.
  ...Object.keys(sidecarFlags),
];

/** @throws UsageError CONTRADICTION naming a flag that could have no effect */
export function refuseVideoFlags(store: string, given: ReadonlySet<string>): void {
  const idle = VIDEO_FLAGS.find((flag) => given.has(flag));
  if (idle === undefined) return;
  throw new UsageError(`--${idle} means nothing for ${store}, whose clips are embedded already`, {
    code: 'CONTRADICTION',
    hint: 'leave it out, or give it to xclip embed',
  });
}

/** The settings of a run that decoded nothing. */
export function withoutVideoFlags(flags: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).filter(([flag]) => !VIDEO_FLAGS.includes(flag)));
}
