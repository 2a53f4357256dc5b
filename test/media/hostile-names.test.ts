import { copyFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixturePath } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';
import { ENGINES, RAW, testPool } from './pool-fixture.js';

describe.each(ENGINES)('%s', (engine) => {
  it.each([
    '-x.mp4',
    '%03d.mp4',
    'co:lon.mp4',
    'http:nowhere.mp4',
    'a space, a comma.mp4',
    `quotes ' " \\ here.mp4`,
    'new\nline.mp4',
    '$(touch pwned) `x` *?[a].mp4',
    'ünï-視頻-🎬.mp4',
    'file:',
  ])('reads %j', async (name) => {
    const path = join(tempFolder(), name);
    copyFileSync(fixturePath('clips/five-frames.mp4'), path);
    const pool = testPool({ engine });
    for (const spelled of [path, relative(process.cwd(), path)]) {
      const clip = await pool.withVideo(spelled, async (video) => {
        expect(await video.countDecodable()).toBe(5);
        return video.readClip([4], RAW);
      });
      expect(clip.data.length).toBe(160 * 96 * 3);
    }
  });
});
