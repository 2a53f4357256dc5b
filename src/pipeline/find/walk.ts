import { realpath, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { messageOf, systemCodeOf, VideoError, XclipError } from '../../errors.js';
import { Exclusions } from './exclude.js';
import { type FolderEntry, listFolder } from './list-folder.js';
import { mergeSorted } from './merge-sorted.js';
import { isTextFile, SHARED_EXTENSIONS } from './text-file.js';

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
  /** globs (exclude.ts) */
  exclude: readonly string[];
  followSymlinks: boolean;
  /** take what is hidden in folders, and the thumbnails of network storages (`@eaDir`); false if undefined */
  hidden?: boolean | undefined;
  /** told at the end of a whole walk */
  onEnd?: ((leftOut: LeftOut) => void) | undefined;
}

/** What is called like a video in a folder, but is none, and globs that had no effect. */
export interface LeftOut {
  /** links to nowhere */
  danglingLinks: number;
  /** pipes, sockets, devices */
  specialFiles: number;
  /** source code and the like */
  textFiles: number;
  /** hidden files and folders */
  hidden: number;
  /** files and folders that a glob matched */
  excluded: number;
  /** whose extension is no video's */
  otherFiles: number;
  unmatchedGlobs: string[];
}

/** A video to tag, or a place that could not be looked into. */
export interface WalkedPath {
  path: string;
  error?: VideoError;
  /** as it was when it was found, where that was looked at */
  stamp?: FileStamp | undefined;
}

/**
 * All videos below the paths, as `find … | LC_ALL=C sort -u` would list them, one at a time: memory holds the
 * names of the folders on the way down, no more.
 * @throws XclipError NO_SUCH_PATH before the first path, if one of `paths` does not exist
 */
export async function* walk(options: WalkOptions): AsyncGenerator<WalkedPath, void, undefined> {
  const exclusions = new Exclusions(options.exclude);
  const leftOut = { danglingLinks: 0, specialFiles: 0, textFiles: 0, hidden: 0, excluded: 0, otherFiles: 0 };
  const files: string[] = [];
  const folders: string[] = [];
  for (const path of options.paths) {
    const descends = await isFolder(path);
    if (exclusions.exclude({ path, relative: '', isFolder: descends })) {
      leftOut.excluded += 1;
      continue;
    }
    (descends ? folders : files).push(path);
  }
  files.sort(compareBytes);
  const { followSymlinks, hidden = false } = options;
  const rules = { followSymlinks, hidden, exclusions, leftOut, wanted: new Set(options.extensions) };
  const walks = folders.map((folder) => walkFolder(folder, { ...rules, root: withSlash(folder) }, []));
  yield* mergeSorted([toStream(files), ...walks], (a, b) => compareBytes(a.path, b.path));
  options.onEnd?.({ ...leftOut, unmatchedGlobs: exclusions.unmatched });
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
  exclusions: Exclusions;
  followSymlinks: boolean;
  hidden: boolean;
  /** the named folder, with a slash */
  root: string;
  /** counted as it is met */
  leftOut: Omit<LeftOut, 'unmatchedGlobs'>;
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
  const prefix = withSlash(folder);
  const entries: Entry[] = [];
  for (const listed of await listFolder(prefix)) {
    const path = prefix + listed.name;
    const kind = await kindOf(listed, rules.followSymlinks);
    const relative = path.slice(rules.root.length);
    if (rules.exclusions.exclude({ path, relative, isFolder: kind === 'folder' })) {
      rules.leftOut.excluded += 1;
      continue;
    }
    if (!rules.hidden && isHidden(listed.name)) {
      rules.leftOut.hidden += 1;
      continue;
    }
    if (kind !== 'folder' && !isVideoName(listed.name, rules.wanted)) {
      rules.leftOut.otherFiles += 1;
      continue;
    }
    if (kind !== 'folder' && (await isLeftOut(kind, listed, rules.leftOut))) continue;
    entries.push({ path, isFolder: kind === 'folder', ...(listed.isUtf8 ? {} : { error: notUtf8() }) });
  }
  // A folder sorts as its contents will: by its name and the slash.
  const key = (entry: Entry): string => (entry.isFolder ? `${entry.path}/` : entry.path);
  return entries.sort((a, b) => compareBytes(key(a), key(b)));
}

type Kind = 'file' | 'folder' | 'linked folder' | 'special' | 'dangling';

async function kindOf({ entry, place }: FolderEntry, followSymlinks: boolean): Promise<Kind> {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  if (!entry.isSymbolicLink()) return 'special';
  try {
    const target = await stat(place);
    if (target.isFile()) return 'file';
    if (!target.isDirectory()) return 'special';
    return followSymlinks ? 'folder' : 'linked folder';
  } catch {
    return 'dangling';
  }
}

/** Whether something that is called like a video cannot be one; if so, it is counted. */
async function isLeftOut(
  kind: Exclude<Kind, 'folder'>,
  { name, place }: FolderEntry,
  leftOut: WalkRules['leftOut'],
): Promise<boolean> {
  if (kind === 'dangling') leftOut.danglingLinks += 1;
  if (kind === 'special') leftOut.specialFiles += 1;
  if (kind !== 'file') return true;
  if (!SHARED_EXTENSIONS.has(extensionOf(name)) || !(await isTextFile(place))) return false;
  leftOut.textFiles += 1;
  return true;
}

/** By its name; Synology keeps thumbnails in `@eaDir`. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || name === '@eaDir';
}

function extensionOf(name: string): string {
  return extname(name).slice(1).toLowerCase();
}

function withSlash(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`;
}

/** What runs write beside videos (`--sidecar`): never a video, whatever `--ext` asks for. */
const SIDECAR = /\.xclip\.[a-z]+$/;

function isVideoName(name: string, wanted: ReadonlySet<string>): boolean {
  // ._name.mp4 is macOS's metadata of name.mp4 on a foreign disk, never a video.
  return !name.startsWith('._') && wanted.has(extensionOf(name)) && !SIDECAR.test(name);
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

/** What shows that a file is still the one that was looked at. */
export interface FileStamp {
  sizeBytes: number;
  modifiedMs: number;
}

/** A path as it was before anyone read it. */
export interface StampedPath extends WalkedPath {
  /** undefined where it cannot be looked at */
  stamp: FileStamp | undefined;
}

/** Looks at each file before it is read, so that a change while it is read is seen at the next resume. */
export async function* stampPaths(
  paths: AsyncIterable<WalkedPath>,
): AsyncGenerator<StampedPath, void, undefined> {
  for await (const path of paths) {
    yield { ...path, stamp: path.error === undefined ? await stampOf(path.path) : undefined };
  }
}

async function stampOf(path: string): Promise<FileStamp | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { sizeBytes: size, modifiedMs: mtimeMs };
  } catch {
    return undefined; // whoever opens it will say why
  }
}
