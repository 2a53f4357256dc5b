/**
 * Kinetics' own lists: CSV with label, youtube_id, time_start, time_end and split, as at
 * https://github.com/cvdfoundation/kinetics-dataset; files are called `ID_START_END.mp4` with six digits each.
 */
import { dirname, join } from 'node:path';
import { messageOf, UsageError } from '../../../errors.js';
import { shortened } from '../../../quoted.js';
import { csvRows } from './csv-rows.js';
import {
  badManifest,
  isFolder,
  type ListedVideo,
  type ListOptions,
  pathBelow,
  type VideoList,
} from './listed-video.js';

const COLUMNS = ['label', 'youtube_id', 'time_start', 'time_end', 'split'] as const;
/** What a split is also called. */
const OTHER_NAMES: Readonly<Record<string, string>> = { val: 'validate', validation: 'validate' };

export function kinetics(options: ListOptions): VideoList {
  return { videos: videosIn(options) };
}

async function* videosIn({
  path,
  root = dirname(path),
  split,
}: ListOptions): AsyncGenerator<ListedVideo, void, undefined> {
  const wanted = split === undefined ? undefined : splitName(split);
  const folders = new Map<string, string>();
  const seen = new Set<string>();
  let found = false;
  try {
    for await (const { cells, line } of csvRows(path, COLUMNS)) {
      const { label } = cells;
      const rowSplit = splitName(cells.split);
      seen.add(rowSplit);
      if (wanted !== undefined && rowSplit !== wanted) continue;
      if (label === '') throw badManifest(path, `line ${line} has no label, as those of a hidden test set`);
      found = true;
      const key = `${rowSplit}/${label}`;
      const folder = folders.get(key) ?? (await folderOf(root, rowSplit, label));
      folders.set(key, folder);
      yield { video: pathBelow(folder, fileName(path, cells, line)), label, file: path, line };
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw badManifest(path, messageOf(error), error);
  }
  if (!found && wanted !== undefined && seen.size > 0) throw noSuchSplit(path, wanted, seen);
}

function splitName(name: string): string {
  return OTHER_NAMES[name] ?? name;
}

function fileName(path: string, cells: Record<(typeof COLUMNS)[number], string>, line: number): string {
  const { youtube_id: id, time_start: start, time_end: end } = cells;
  // What is no id could lead out of the folder.
  if (!/^[\w-]+$/.test(id)) throw badManifest(path, `line ${line} has no youtube_id`);
  return `${id}_${sixDigits(path, start, line)}_${sixDigits(path, end, line)}.mp4`;
}

function sixDigits(path: string, seconds: string, line: number): string {
  if (!/^\d{1,6}(\.0+)?$/.test(seconds)) {
    throw badManifest(path, `line ${line} has no whole seconds as its time_start and time_end`);
  }
  return String(Math.trunc(Number(seconds))).padStart(6, '0');
}

/** In folders by split, by label (with spaces or underscores), by both or by neither: the first that is there. */
async function folderOf(root: string, split: string, label: string): Promise<string> {
  const splits = [split, ...Object.keys(OTHER_NAMES).filter((name) => OTHER_NAMES[name] === split)];
  const roots = [...splits.filter((name) => name !== '').map((name) => join(root, name)), root];
  const labels = [label, label.replaceAll(' ', '_')].filter((name) => !/[/\\]/.test(name));
  const places = roots.flatMap((place) => labels.map((name) => join(place, name)));
  for (const place of [...places, ...roots]) if (await isFolder(place)) return place;
  return root;
}

function noSuchSplit(path: string, wanted: string, seen: ReadonlySet<string>): UsageError {
  const names = shortened([...seen].join(', '));
  return new UsageError(`${path} has no video of the split ${wanted}`, {
    code: 'NO_SUCH_SPLIT',
    hint: `give --split one of: ${names}`,
  });
}
