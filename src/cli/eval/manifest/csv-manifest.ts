import { dirname } from 'node:path';
import { messageOf, UsageError } from '../../../errors.js';
import { csvRows } from './csv-rows.js';
import {
  badManifest,
  type ListedVideo,
  type ListOptions,
  pathBelow,
  type VideoList,
} from './listed-video.js';

/** A CSV file with the columns video and label. */
export function csvManifest({ path, root = dirname(path) }: ListOptions): VideoList {
  return { videos: videosIn(path, root) };
}

async function* videosIn(path: string, root: string): AsyncGenerator<ListedVideo, void, undefined> {
  try {
    for await (const { cells, line } of csvRows(path, ['video', 'label'])) {
      const { video, label } = cells;
      if (video === '' || label === '') {
        throw badManifest(path, `line ${line} lacks its ${video === '' ? 'video' : 'label'}`);
      }
      yield { video: pathBelow(root, video), label, file: path, line };
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw badManifest(path, messageOf(error), error);
  }
}
