import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { messageOf, XclipError } from '../../errors.js';
import { readVersion, type FfmpegVersion } from '../ffmpeg/ffmpeg-version.js';
import { findOnPath, makeRunnable } from './find-program.js';

/** Where a program was found, in words for people. */
export type ProgramSource =
  'option' | 'FFMPEG_PATH' | 'FFPROBE_PATH' | 'ffmpeg-static' | 'beside ffmpeg' | 'PATH';

export interface LocatedProgram {
  /** Absolute. */
  path: string;
  source: ProgramSource;
  version: FfmpegVersion;
}

export interface LocatedMediaTools {
  ffmpeg: LocatedProgram;
  ffprobe: LocatedProgram;
}

export interface LocateOptions {
  /** What the user named: a path, or a name to look up on PATH. Nothing else is tried then. */
  ffmpegPath?: string | undefined;
  /** Read for FFMPEG_PATH, FFPROBE_PATH and PATH. */
  env?: NodeJS.ProcessEnv;
}

interface Candidate {
  source: ProgramSource;
  path: string | undefined;
}

const require = createRequire(import.meta.url);

/**
 * Finds an ffmpeg and an ffprobe that run: what the user named, else the first that works of
 * ffmpeg-static and PATH. Runs each once, for its version.
 * @throws XclipError NO_FFMPEG if what the user named does not work, or nothing does.
 */
export async function locateMediaTools({
  ffmpegPath,
  env = process.env,
}: LocateOptions = {}): Promise<LocatedMediaTools> {
  const ffmpeg =
    (await named('option', ffmpegPath, env)) ??
    (await named('FFMPEG_PATH', env.FFMPEG_PATH, env)) ??
    (await firstWorking('ffmpeg', [
      { source: 'ffmpeg-static', path: packagedPath('ffmpeg-static') },
      { source: 'PATH', path: findOnPath('ffmpeg', env) },
    ]));
  const ffprobe =
    (await named('FFPROBE_PATH', env.FFPROBE_PATH, env)) ??
    (await firstWorking('ffprobe', [
      { source: 'beside ffmpeg', path: siblingProbe(ffmpeg.path) },
      { source: 'PATH', path: findOnPath('ffprobe', env) },
    ]));
  return { ffmpeg, ffprobe };
}

/** What the user named must work: another program in its place would be a silent surprise. */
async function named(
  source: ProgramSource,
  name: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<LocatedProgram | undefined> {
  if (name === undefined || name === '') return undefined;
  const isBareName = !isAbsolute(name) && !name.includes('/') && !name.includes(sep);
  const path = (isBareName ? findOnPath(name, env) : undefined) ?? resolve(name);
  try {
    return { path, source, version: await readVersion(path) };
  } catch (cause) {
    const by = source === 'option' ? '--ffmpeg' : source;
    throw new XclipError(`${by}: ${messageOf(cause)}`, {
      code: 'NO_FFMPEG',
      hint: 'correct it, or leave it out to have one found',
      cause,
    });
  }
}

async function firstWorking(
  what: 'ffmpeg' | 'ffprobe',
  candidates: readonly Candidate[],
): Promise<LocatedProgram> {
  const failures: string[] = [];
  for (const { source, path } of candidates) {
    if (path === undefined || !makeRunnable(path)) continue;
    try {
      return { path, source, version: await readVersion(path) };
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  const detail = failures.length === 0 ? '' : ` (${failures.join('; ')})`;
  throw new XclipError(`no working ${what} was found${detail}`, {
    code: 'NO_FFMPEG',
    hint: `install FFmpeg so that ${what} is on PATH, or set ${what === 'ffmpeg' ? 'FFMPEG_PATH' : 'FFPROBE_PATH'}`,
  });
}

function siblingProbe(ffmpegPath: string): string {
  return join(dirname(ffmpegPath), process.platform === 'win32' ? 'ffprobe.exe' : 'ffprobe');
}

/** ffmpeg-static exports a path, or null where it has no binary for the platform. */
function packagedPath(packageName: string): string | undefined {
  try {
    const exported: unknown = require(packageName);
    return typeof exported === 'string' ? exported : undefined;
  } catch {
    return undefined;
  }
}
