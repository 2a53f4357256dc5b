/**
 * HMDB-51's own lists (testTrainMulti_7030_splits at
 * https://serre-lab.clps.brown.edu/resource/hmdb-a-large-human-motion-database): a file `CLASS_test_split1.txt` for each
 * class and split, with lines like `name.avi 2`: 1 is for training, 2 for testing, 0 for neither.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
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

const MARKS = { train: '1', test: '2' } as const;

export async function hmdb51({ path, root = path, split }: ListOptions): Promise<VideoList> {
  const { half, number } = numberedSplit('HMDB-51', split);
  const ending = `_test_split${number}.txt`;
  const names = await readdir(path).catch((error: unknown) => {
    throw badManifest(path, messageOf(error), error);
  });
  const classes = names
    .filter((name) => name.endsWith(ending) && !name.startsWith('.'))
    .map((name) => name.slice(0, -ending.length))
    .sort();
  if (classes.length === 0) throw badManifest(path, `no file in it ends with ${ending}`);
  const options = { path, root, ending, mark: MARKS[half] };
  return { videos: videosOf(classes, options), labels: classes.map(labelOf) };
}

/** `brush_hair` → `brush hair`. */
function labelOf(name: string): string {
  return name.replaceAll('_', ' ');
}

interface ClassFiles {
  path: string;
  root: string;
  ending: string;
  mark: string;
}

async function* videosOf(
  classes: readonly string[],
  { path, root, ending, mark }: ClassFiles,
): AsyncGenerator<ListedVideo, void, undefined> {
  for (const name of classes) {
    const file = join(path, name + ending);
    const folder = (await isFolder(join(root, name))) || root === path ? join(root, name) : root;
    try {
      for await (const { text, line } of textLines(file)) {
        const [, video, found] = /^([^/\\]+\.avi)\s+([012])$/i.exec(text) ?? [];
        if (video === undefined)
          throw badManifest(file, `line ${line} is no video of HMDB-51: ${quoted(text)}`);
        if (found === mark) yield { video: pathBelow(folder, video), label: labelOf(name), file, line };
      }
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw badManifest(file, messageOf(error), error);
    }
  }
}
