import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fixturePath } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';

export const MODEL = ['--model', fixturePath('checkpoints/base')];
export const LABELS = ['playing sports', 'eating spaghetti', 'go shopping'].flatMap((label) => [
  '--label',
  label,
]);

/** A test's folder with a few clips in `videos`, good and bad, in which the command runs. */
export function fewVideos(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'videos/more'), { recursive: true });
  const put = (name: string, as: string): void =>
    cpSync(fixturePath(`clips/${name}`), join(folder, 'videos', as));
  put('b-frames.mp4', 'b.mp4');
  put('vp9.webm', 'a.webm');
  put('five-frames.mp4', 'more/five.mp4');
  put('empty.mp4', 'more/empty.mp4');
  put('audio-only.mp4', 'c.mp4');
  return folder;
}
