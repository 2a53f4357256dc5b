import { realpath, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import picomatch from 'picomatch';
import { VideoError, XclipError, messageOf, systemCodeOf } from '../../errors.js';
import { listFolder, type FolderEntry } from './list-folder.js';
import { mergeSorted } from './merge-sorted.js';

/** What is taken for a video in a folder, by its name; a file that is named on the command line is always taken. */
export const VIDEO_EXTENSIONS =
  '3g2,3gp,asf,avi,divx,dv,f4v,flv,gif,hevc,ivf,m2ts,m2v,m4v,mjpeg,mjpg,mkv,mov,mp4,mpe,mpeg,mpg,mts,mxf,ogm,ogv,rm,rmvb,ts,vob,webm,wmv,wtv,y4m'.split(
    ',',
  );

export interface WalkOptions {
  /** files and folders, as they were typed */
  paths: readonly string[];
  /** without dots, lower case */
  extensions: readonly string[];
  /** globs: without a slash they match names at any depth, with one the whole path */
  exclude: readonly string[];
  followSymlinks: boolean;
}

/** A video to tag, or a place that could not be looked into. */
export interface WalkedPath {
  path: string;
  error?: VideoError;
}

/**
 * All videos below the paths, as `find … | LC_ALL=C sort -u` would list them, one at a time: memory holds the
 * names of the folders on the way down, no more.
 * @throws XclipError NO_SUCH_PATH before the first path, if one of `paths` does not exist
 */
export async function* walk(options: WalkOptions): AsyncGenerator<WalkedPath, void, undefined> {
  const excluded = excluder(options.exclude);
  const files: string[] = [];
  const folders: string[] = [];
  for (const path of options.paths) {
    if (excluded(path)) continue;
    ((await isFolder(path)) ? folders : files).push(path);
  }
  files.sort(compareBytes);
  const rules = { ...options, excluded, wanted: new Set(options.extensions) };
  yield* mergeSorted([toStream(files), ...folders.map((folder) => walkFolder(folder, rules, []))], (a, b) =>
    compareBytes(a.path, b.path),
  );
}

async function* toStream(paths: readonly string[]): AsyncGenerator<WalkedPath, void, undefined> {
  for (const path of paths) yield await Promise.resolve({ path });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const reason = systemCodeOf(error) === 'ENOENT' ? 'no such file or folder' : messageOf(error);
    throw new XclipError(`${path}: ${reason}`, {
      code: 'NO_SUCH_PATH',
      hint: 'check the path',
      cause: error,
    });
  }
}

interface WalkRules {
  wanted: ReadonlySet<string>;
  excluded: (path: string) => boolean;
  followSymlinks: boolean;
}

/** @param ancestors real paths of the folders above, in which a link back up is recognised */
async function* walkFolder(
  folder: string,
  rules: WalkRules,
  ancestors: readonly string[],
): AsyncGenerator<WalkedPath, void, undefined> {
  let entries: Entry[];
  let here: string;
  try {
    here = await realpath(folder);
    if (ancestors.includes(here)) return;
    entries = await sortedEntries(folder, rules);
  } catch (error) {
    yield { path: folder, error: unreadable(error) };
    return;
  }
  for (const { path, isFolder: descends, error } of entries) {
    if (error !== undefined) yield { path, error };
    else if (descends) yield* walkFolder(path, rules, [...ancestors, here]);
    else yield { path };
  }
}

interface Entry extends WalkedPath {
  isFolder: boolean;
}

async function sortedEntries(folder: string, rules: WalkRules): Promise<Entry[]> {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  const entries: Entry[] = [];
  for (const listed of await listFolder(prefix)) {
    const path = prefix + listed.name;
    if (rules.excluded(path)) continue;
    const kind = await kindOf(listed, rules.followSymlinks);
    if (kind === 'other' || (kind === 'file' && !isVideoName(listed.name, rules.wanted))) continue;
    entries.push({ path, isFolder: kind === 'folder', ...(listed.isUtf8 ? {} : { error: notUtf8() }) });
  }
  // A folder sorts as its contents will: by its name and the slash.
  const key = (entry: Entry): string => (entry.isFolder ? `${entry.path}/` : entry.path);
  return entries.sort((a, b) => compareBytes(key(a), key(b)));
}

async function kindOf(
  { entry, place }: FolderEntry,
  followSymlinks: boolean,
): Promise<'file' | 'folder' | 'other'> {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  if (!entry.isSymbolicLink()) return 'other';
  try {
    const target = await stat(place);
    if (target.isFile()) return 'file';
    return target.isDirectory() && followSymlinks ? 'folder' : 'other';
  } catch {
    return 'other'; // a link to nowhere
  }
}

function isVideoName(name: string, wanted: ReadonlySet<string>): boolean {
  // ._name.mp4 is macOS's metadata of name.mp4 on a foreign disk, never a video.
  return !name.startsWith('._') && wanted.has(extname(name).slice(1).toLowerCase());
}

function excluder(globs: readonly string[]): (path: string) => boolean {
  const [byPath, byName] = [
    globs.filter((glob) => glob.includes('/')),
    globs.filter((glob) => !glob.includes('/')),
  ];
  const matchesPath = picomatch(byPath, { dot: true });
  const matchesName = picomatch(byName, { dot: true, basename: true });
  return (path) => {
    const plain = path.replace(/^\.\//, '').replace(/\/$/, '');
    return matchesPath(plain) || matchesPath(path) || matchesName(plain);
  };
}

function unreadable(error: unknown): VideoError {
  return new VideoError(`the folder cannot be read: ${messageOf(error)}`, {
    code: 'UNREADABLE',
    hint: 'check its permissions or leave it out with --exclude',
    cause: error,
  });
}

/** No program that is asked for a video takes such a name as text, and no output could say it. */
function notUtf8(): VideoError {
  return new VideoError('its name is not UTF-8', {
    code: 'NAME_NOT_UTF8',
    hint: 'rename it or leave it out with --exclude',
  });
}

/** By UTF-8 bytes, as `LC_ALL=C sort` does. JavaScript's own order puts surrogates below U+E000 to U+FFFF. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = codePointRank(a.charCodeAt(i)) - codePointRank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function codePointRank(codeUnit: number): number {
  if (codeUnit < 0xd800) return codeUnit;
  return codeUnit < 0xe000 ? codeUnit + 0x2000 : codeUnit - 0x800;
}
