import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRunnable } from '../../../src/media/choose/find-program.js';
import { locateMediaTools } from '../../../src/media/choose/locate-ffmpeg.js';
import { tempFolder } from '../../support/temp-folder.js';
import { FFMPEG, FFPROBE } from '../pool-fixture.js';

/** A folder for PATH with links to real programs. */
function pathWith(...names: ('ffmpeg' | 'ffprobe')[]): string {
  const folder = tempFolder();
  for (const name of names) symlinkSync(name === 'ffmpeg' ? FFMPEG : FFPROBE, join(folder, name));
  return folder;
}

/** ffmpeg-static may be there or not, with its binary or without. */
function hasFfmpegStatic(): boolean {
  try {
    return existsSync(createRequire(import.meta.url)('ffmpeg-static') as string);
  } catch {
    return false;
  }
}

describe('locateMediaTools', () => {
  it('takes what the option names before anything else, and the ffprobe beside it', async () => {
    const folder = pathWith('ffmpeg', 'ffprobe');
    const env = { FFMPEG_PATH: '/nowhere/ffmpeg', PATH: '' };
    const found = await locateMediaTools({ ffmpegPath: join(folder, 'ffmpeg'), env });
    expect(found.ffmpeg).toMatchObject({ path: join(folder, 'ffmpeg'), source: 'option' });
    expect(found.ffmpeg.version.libavutilMajor).toBeGreaterThan(50);
    expect(found.ffprobe).toMatchObject({ path: join(folder, 'ffprobe'), source: 'beside ffmpeg' });
  });

  it('then what the environment names', async () => {
    const env = { FFMPEG_PATH: FFMPEG, FFPROBE_PATH: FFPROBE, PATH: pathWith('ffmpeg', 'ffprobe') };
    const found = await locateMediaTools({ env });
    expect(found.ffmpeg).toMatchObject({ path: FFMPEG, source: 'FFMPEG_PATH' });
    expect(found.ffprobe).toMatchObject({ path: FFPROBE, source: 'FFPROBE_PATH' });
  });

  it('looks a bare name up on PATH', async () => {
    const folder = pathWith('ffmpeg', 'ffprobe');
    const found = await locateMediaTools({ ffmpegPath: 'ffmpeg', env: { PATH: folder } });
    expect(found.ffmpeg).toMatchObject({ path: join(folder, 'ffmpeg'), source: 'option' });
  });

  it.skipIf(hasFfmpegStatic())('then PATH', async () => {
    const folder = pathWith('ffmpeg', 'ffprobe');
    const found = await locateMediaTools({ env: { PATH: `/nowhere:${folder}` } });
    expect(found.ffmpeg).toMatchObject({ path: join(folder, 'ffmpeg'), source: 'PATH' });
  });

  it.skipIf(hasFfmpegStatic())('says what does not work where nothing does', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'ffmpeg'), '#!/bin/sh\necho not ffmpeg\n');
    chmodSync(join(folder, 'ffmpeg'), 0o755);
    await expect(locateMediaTools({ env: { PATH: `${folder}:/nowhere` } })).rejects.toMatchObject({
      code: 'NO_FFMPEG',
      message: expect.stringMatching(/^no working ffmpeg was found \(.*does not work as an ffmpeg/) as string,
    });
  });

  it.each([
    ['--ffmpeg', { ffmpegPath: '/nowhere/ffmpeg', env: { FFMPEG_PATH: FFMPEG } }],
    ['--ffmpeg', { ffmpegPath: process.execPath, env: {} }],
    ['FFMPEG_PATH', { env: { FFMPEG_PATH: '/nowhere/ffmpeg' } }],
    ['FFPROBE_PATH', { env: { FFMPEG_PATH: FFMPEG, FFPROBE_PATH: '/nowhere/ffprobe' } }],
  ])('never takes another in place of what %s names', async (by, options) => {
    await expect(locateMediaTools(options)).rejects.toMatchObject({
      code: 'NO_FFMPEG',
      message: expect.stringMatching(`^${by}: `) as string,
    });
  });
});

it('makeRunnable gives the run bit to what npm left without, and to nothing else', () => {
  const folder = tempFolder();
  const packageFolder = join(folder, 'node_modules', 'a');
  mkdirSync(packageFolder, { recursive: true });
  const [inside, outside] = [join(packageFolder, 'ffmpeg'), join(folder, 'ffmpeg')];
  for (const path of [inside, outside]) writeFileSync(path, '#!/bin/sh\n', { mode: 0o644 });
  expect(makeRunnable(inside)).toBe(true);
  expect(makeRunnable(outside)).toBe(false);
  expect(makeRunnable(join(folder, 'none'))).toBe(false);
});
