import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noteManyTexts, noteModelFit } from '../../../dist/cli/run/notes.js';
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

test('labels that a model was not trained on are spoken of once, if most are', () => {
  const said = (model: string, labels: string[]): string[] => {
    const lines: string[] = [];
    noteModelFit(model, labels, (line) => lines.push(line));
    return lines;
  };
  const kinetics = 'microsoft/xclip-base-patch32';
  expect(said(kinetics, ['a dog', 'Abseiling', 'a cat'])).toEqual([
    '2 of 3 labels are none of Kinetics-400, on which microsoft/xclip-base-patch32 was trained: --model microsoft/xclip-base-patch16-zero-shot suits labels of your own better (15 times the work a clip)',
  ]);
  expect(said(kinetics, ['zumba', 'abseiling', 'a cat'])).toEqual([]);
  expect(said('microsoft/xclip-base-patch16-zero-shot', ['a dog'])).toEqual([]);
  expect(said('tiny-shapes', ['a dog'])).toEqual([
    'tiny-shapes knows 105 labels of moving shapes and nothing else: for videos of the world name another with --model',
  ]);
  expect(said('tiny-shapes', ['a red circle moving left'])).toEqual([]);
});
