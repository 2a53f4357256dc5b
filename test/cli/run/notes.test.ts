import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noteManyTexts } from '../../../dist/cli/run/notes.js';
import { fewVideos, LABELS, MODEL } from '../../commands/tag-fixture.js';
import { FFMPEG } from '../../media/pool-fixture.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

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

test('a video of minutes is said to be long once, where nothing asks for more of it', async () => {
  const folder = tempFolder();
  const long = ['-f', 'lavfi', '-i', 'color=blue:size=64x64:rate=1:duration=301', '-c:v', 'mpeg4'];
  execFileSync(FFMPEG, ['-loglevel', 'error', ...long, join(folder, 'a.mp4')]);
  symlinkSync('a.mp4', join(folder, 'b.mp4'));
  const said = async (...more: string[]): Promise<number> => {
    const { status, stderr } = await runHere(['tag', '.', ...LABELS, ...MODEL, ...more], { cwd: folder });
    expect(status).toBe(0);
    return (
      stderr.match(/some videos last minutes.*--every SECONDS, --views N or --sampling uniform/g)?.length ?? 0
    );
  };
  expect(await said()).toBe(1);
  for (const more of [['--sampling', 'uniform'], ['--views', '2'], ['--every', '100'], ['--quiet']])
    expect(await said(...more), more.join(' ')).toBe(0);
});

test('many labels, or a few in many prompts, are said to take a while', () => {
  const said = (texts: (string | string[])[]): string[] => {
    const lines: string[] = [];
    noteManyTexts(texts, (line) => lines.push(line));
    return lines;
  };
  expect(said(Array<string>(9_999).fill('a'))).toEqual([]);
  expect(said(Array<string>(10_000).fill('a'))).toEqual([
    '10000 texts of labels are encoded first, which takes a while',
  ]);
  expect(said([Array<string>(9_999).fill('a'), 'b'])).toHaveLength(1);
});
