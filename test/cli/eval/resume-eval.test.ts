import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixturePath, ROOT } from '../../support/fixtures.js';
import { killCli, KILLS } from '../../support/kill-cli.js';
import { beside } from '../../support/resume-files.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { seeded } from '../../support/seeded.js';
import { uncutRuns } from '../../support/uncut-runs.js';

const CLIPS = readdirSync(join(ROOT, 'examples/clips'));
const COPIES = 2;

/** 20 good clips, a broken file and one that is missing, some of them with a wrong label. */
function fill(folder: string): void {
  const rows: string[] = [];
  for (let copy = 0; copy < COPIES; copy++) {
    mkdirSync(join(folder, `videos/${copy}`), { recursive: true });
    CLIPS.forEach((clip, i) => {
      symlinkSync(join(ROOT, 'examples/clips', clip), join(folder, `videos/${copy}/${(i * 7) % 10}.mp4`));
      const truth = copy === 1 && i % 3 === 0 ? (CLIPS[(i + 1) % CLIPS.length] ?? '') : clip;
      rows.push(`videos/${copy}/${(i * 7) % 10}.mp4,${truth.replace('.mp4', '').replaceAll('-', ' ')}\n`);
    });
  }
  symlinkSync(fixturePath('clips/empty.mp4'), join(folder, 'videos/0/empty.mp4'));
  rows.push('videos/0/empty.mp4,a blue square growing\n', 'videos/1/none.mp4,a red circle moving left\n');
  writeFileSync(join(folder, 'm.csv'), `video,label\n${rows.join('')}`);
}

const args = (output: string, ...more: string[]): string[] => [
  ...['eval', 'm.csv', '--model', 'tiny-shapes', '-o', output],
  ...more,
];
const runs = uncutRuns({ fill, outputs: ['out.json', 'out.svg'], args });
const run = (output: string, ...more: string[]): Promise<CliResult> =>
  runHere(args(output, ...more), { cwd: runs.folder });
const at = (name: string): string => join(runs.folder, name);
const read = (name: string, from = runs.folder): string => readFileSync(join(from, name), 'utf8');

test(
  `completes what SIGKILL left at any of ${KILLS} moments, to the byte`,
  async () => {
    const random = seeded(17);
    let cut = 0;
    for (let i = 0; i < KILLS; i++) {
      const name = i % 2 === 0 ? 'out.json' : 'out.svg';
      for (const file of beside(runs.folder, name)) rmSync(at(file));
      // Mostly amid what is said of videos; at times before that, or while the figures are written.
      const size = read(`${name}.tags.jsonl`, runs.uncutFolder).length;
      const moment =
        i % 5 === 4
          ? { file: at(`${name}.journal`), sizeBytes: 0, thenMs: random() * 20 }
          : { file: at(`${name}.tags.jsonl`), sizeBytes: Math.ceil(random() * size), thenMs: random() * 20 };
      if ((await killCli(args(name), { cwd: runs.folder, moment })).killed) cut++;
      const { status, stderr } = await run(name, '--resume');
      expect(status, `kill ${i}: ${stderr}`).toBe(3);
      runs.expectUncut(name);
      expect(JSON.parse(read(`${name}.run.json`))).toMatchObject({
        counts: { videos: 22, ok: 20, failed: 2, clips: 20 },
      });
    }
    expect(cut).toBeGreaterThan(KILLS / 2);
  },
  120_000 + KILLS * 10_000,
);

test('an interrupted run has no figures, says so, and is completed', async () => {
  const moment = { file: at('out.json.tags.jsonl'), sizeBytes: 200, thenMs: 0 };
  const { status, stderr } = await killCli(args('out.json'), { cwd: runs.folder, moment, signal: 'SIGINT' });
  expect(status).toBe(130);
  expect(stderr).toContain('there are no figures before all videos are judged');
  expect(existsSync(at('out.json'))).toBe(false);
  expect((await run('out.json', '--resume')).status).toBe(3);
  runs.expectUncut('out.json');
});

test('labels that change in the list are judged anew, without the model being asked again', async () => {
  runs.finish('out.json');
  const before = read('out.json.tags.jsonl');
  // Each label goes to another video: the labels stay the same.
  const [header = '', ...rows] = read('m.csv').trimEnd().split('\n');
  const labels = rows.map((row) => row.split(',')[1] ?? '');
  const moved = rows.map((row, i) => `${row.split(',')[0] ?? ''},${labels[(i + 1) % labels.length] ?? ''}`);
  writeFileSync(at('m.csv'), `${[header, ...moved].join('\n')}\n`);
  expect((await run('out.json', '--resume')).status).toBe(3);
  expect(JSON.parse(read('out.json.run.json'))).toMatchObject({ counts: { videos: 22, reused: 22 } });
  expect(read('out.json.tags.jsonl')).toBe(before);
  expect(read('out.json')).not.toBe(read('out.json', runs.uncutFolder));
  expect(JSON.parse(read('out.json'))).toMatchObject({ videos: 22, failed: 2, top1: 0 });
});

test('videos that are new in the list come into their places, and those that went are gone', async () => {
  runs.finish('out.json');
  copyFileSync(join(ROOT, 'examples/clips', CLIPS[3] ?? ''), at('videos/0/4-new.mp4'));
  const rows = read('m.csv')
    .split('\n')
    .filter((row) => !row.startsWith('videos/1/7.mp4'));
  writeFileSync(
    at('m.csv'),
    [...rows.slice(0, -1), 'videos/0/4-new.mp4,a blue square growing', ''].join('\n'),
  );
  expect((await run('out.json', '--resume')).status).toBe(3);
  expect(JSON.parse(read('out.json.run.json'))).toMatchObject({ counts: { videos: 22, reused: 21 } });
  const resumed = ['out.json', 'out.json.tags.jsonl', 'out.json.errors.jsonl'].map((name) => read(name));
  for (const file of beside(runs.folder, 'out.json')) rmSync(at(file));
  await run('out.json');
  expect(['out.json', 'out.json.tags.jsonl', 'out.json.errors.jsonl'].map((name) => read(name))).toEqual(
    resumed,
  );
});

test('a failed video is tried again where that is asked for', async () => {
  runs.finish('out.json');
  copyFileSync(join(ROOT, 'examples/clips/a-red-circle-moving-left.mp4'), at('videos/1/none.mp4'));
  // The file is there now: it is another one than the one that was missing.
  await run('out.json', '--resume');
  expect(JSON.parse(read('out.json'))).toMatchObject({ videos: 22, failed: 1 });
  await run('out.json', '--resume', '--retry-failed');
  expect(JSON.parse(read('out.json.run.json'))).toMatchObject({ counts: { failed: 1, reused: 21 } });
});

test('other settings are refused, and touch nothing', async () => {
  runs.finish('out.json');
  const before = beside(runs.folder, 'out.json').map((name) => read(name));
  const { status, stderr } = await run('out.json', '--resume', '--views', '2');
  expect(stderr).toContain('out.json was begun with other settings: views was 1, is 2');
  expect(status).toBe(1);
  expect(beside(runs.folder, 'out.json').map((name) => read(name))).toEqual(before);
});

test('figures without what was said cannot be resumed', async () => {
  writeFileSync(at('out.json.tags.jsonl'), '{}\n');
  const { status, stderr } = await run('out.json', '--resume');
  expect(stderr).toContain('out.json.tags.jsonl is there without out.json.journal');
  expect(status).toBe(1);
});
