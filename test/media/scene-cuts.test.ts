import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.js';
import { ENGINES, FFMPEG, testPool } from './pool-fixture.js';

/** Three shots cut hard: something moving for 1.2 s, one colour for 2 s, bars for 0.8 s. */
const SOURCES = ['testsrc=duration=1.2', 'color=c=blue:duration=2', 'smptebars=duration=0.8'];

function makeCuts(path: string): void {
  const inputs = SOURCES.flatMap((source) => ['-f', 'lavfi', '-i', `${source}:size=320x240:rate=25`]);
  const filter = '[0]format=yuv420p,setsar=1[a];[1]setsar=1[b];[2]setsar=1[c];[a][b][c]concat=n=3';
  const { stderr } = spawnSync(FFMPEG, ['-v', 'error', ...inputs, '-filter_complex', filter, '-y', path]);
  expect(stderr.toString()).toBe('');
}

const CASES = ENGINES.flatMap((engine) =>
  ['cuts.mp4', 'cuts.mkv', 'cuts.ts'].map((name) => [engine, name] as const),
);

it.each(CASES)('%s finds the cuts of %s, from its first frame on', async (engine, name) => {
  const path = join(tempFolder(), name);
  makeCuts(path);
  const cuts = await testPool({ engine }).withVideo(path, (video) => video.findCuts());
  expect(cuts.map((cut) => Math.round(cut * 25))).toEqual([30, 80]);
});

it.each(ENGINES)('%s finds no cut where nothing changes at once', async (engine) => {
  const path = join(tempFolder(), 'one.mp4');
  spawnSync(FFMPEG, ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=duration=2', path]);
  expect(await testPool({ engine }).withVideo(path, (video) => video.findCuts())).toEqual([]);
});
