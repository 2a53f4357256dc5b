/**
 * UCF-101's own lists (https://www.crcv.ucf.edu/data/UCF101.php): classInd.txt with a number and a class a line, and
 * testlist01.txt with lines like `ApplyEyeMakeup/v_ApplyEyeMakeup_g01_c01.avi` (in trainlist01.txt the number follows).
 */
import { basename, dirname, join } from 'node:path';
import { messageOf, UsageError } from '../../../errors.js';
import { quoted } from '../../../quoted.js';
import {
  badManifest,
  isFolder,
  type ListedVideo,
  type ListOptions,
  pathBelow,
  type VideoList,
} from './listed-video.js';
import { numberedSplit } from './numbered-split.js';
import { textLines } from './text-pieces.js';

export async function ucf101(options: ListOptions): Promise<VideoList> {
  const list = await listOf(options);
  const labels = await readClasses(join(dirname(list), 'classInd.txt'));
  const root = options.root ?? dirname(list);
  return { videos: videosIn(list, root, labels), labels: [...labels.values()] };
}

/** The folder of the lists with a split, or one of the lists. */
async function listOf({ path, split }: ListOptions): Promise<string> {
  if (await isFolder(path)) {
    const { half, number } = numberedSplit('UCF-101', split);
    return join(path, `${half}list0${number}.txt`);
  }
  if (split === undefined) return path;
  throw new UsageError(`${path} is one list already, so --split has nothing to choose from`, {
    code: 'CONTRADICTION',
    hint: 'leave --split out, or name the folder of the lists',
  });
}

/** Labels by the names of their classes, in the order of the file. */
async function readClasses(file: string): Promise<Map<string, string>> {
  const labels = new Map<string, string>();
  try {
    for await (const { text, line } of textLines(file)) {
      const [, name] = /^\d+\s+(\S+)$/.exec(text) ?? [];
      if (name === undefined) throw badManifest(file, `line ${line} is no class: ${quoted(text)}`);
      labels.set(name, toWords(name));
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw badManifest(file, messageOf(error), error);
  }
  if (labels.size === 0) throw badManifest(file, 'it has no classes');
  return labels;
}

/** `ApplyEyeMakeup` → `apply eye makeup`, as people would say it. */
export function toWords(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase();
}

async function* videosIn(
  list: string,
  root: string,
  labels: ReadonlyMap<string, string>,
): AsyncGenerator<ListedVideo, void, undefined> {
  const folders = new Map<string, string>();
  try {
    for await (const { text, line } of textLines(list)) {
      const [, name, file] = /^([^/\s]+)\/([^/\s]+\.avi)(?:\s+\d+)?$/i.exec(text) ?? [];
      if (name === undefined || file === undefined)
        throw badManifest(list, `line ${line} is no video of UCF-101: ${quoted(text)}`);
      const label = labels.get(name);
      if (label === undefined)
        throw badManifest(list, `the class ${name} of line ${line} is not in classInd.txt`);
      const folder = folders.get(name) ?? (await folderOf(root, name));
      folders.set(name, folder);
      yield { video: pathBelow(folder, basename(file)), label, file: list, line };
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw badManifest(list, messageOf(error), error);
  }
}

/** Videos lie in folders by class, unless someone put them all into one. */
async function folderOf(root: string, name: string): Promise<string> {
  const folder = join(root, name);
  return (await isFolder(folder)) || !(await isFolder(root)) ? folder : root;
}
