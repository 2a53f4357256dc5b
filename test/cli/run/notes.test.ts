import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fewVideos, LABELS, MODEL } from '../../commands/tag-fixture.js';
import { runHere } from '../../support/run-here.js';

test('what was left out of a folder is said once, and globs that matched nothing', async () => {
  const folder = fewVideos();
  symlinkSync('nowhere.mp4', join(folder, 'videos/dead.mp4'));
  const excluded = ['more/', 'c.*', '@eaDir/**'].flatMap((glob) => ['--exclude', glob]);
  const { status, stderr } = await runHere(['tag', 'videos', ...excluded, ...LABELS, ...MODEL], {
    cwd: folder,
  });
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr:
      'xclip: left out, though named like videos: 1 link to nowhere\n' +
      'xclip: --exclude @eaDir/** matched nothing\n',
  });
});
