/** What a run makes of an inference thread that dies: of anything once, of one clip, of several. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { FFMPEG } from '../../media/pool-fixture.js';
import { fixturePath } from '../../support/fixtures.js';
import { familyMark, leftOf } from '../../support/process-table.js';
import { runCli, type CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const MODEL = ['--model', fixturePath('checkpoints/base')];
const LABELS = ['--label', 'dancing', '--label', 'cooking'];

let folder: string;

beforeEach(() => {
  folder = tempFolder();
  mkdirSync(join(folder, 'videos'));
  const clips = ['b-frames.mp4', 'vp9.webm', 'five-frames.mp4', 'palette.gif'];
  for (const name of clips) cpSync(fixturePath(`clips/${name}`), join(folder, 'videos', name));
});

function makeVideo(name: string, source: string): void {
  const options = ['-v', 'error', '-f', 'lavfi', '-i', source, '-c:v', 'libx264', '-pix_fmt', 'yuv420p'];
  execFileSync(FFMPEG, [...options, join(folder, 'videos', name)]);
}

const makeDark = (name: string): void => makeVideo(name, 'color=black:size=160x96:rate=25:duration=1');

/**
 * Loaded into each thread of the command before its own code: the inference thread then dies of a message in its port.
 * @param when an expression of `message`
 * @param die a statement
 */
function faultOf(when: string, die = 'process.exit(3)'): string[] {
  const path = join(folder, 'fault.mjs');
  writeFileSync(
    path,
    `import { isMainThread, parentPort } from 'node:worker_threads';
     import { existsSync, writeFileSync } from 'node:fs';
     const isDark = ({ feeds }) => feeds?.frames?.data.every((level) => level < 40) === true;
     const once = () => !existsSync('died') && (writeFileSync('died', ''), true);
     if (!isMainThread && parentPort !== null) {
       const { on } = parentPort;
       parentPort.on = function (name, listener) {
         const faulty = (message) => {
           if (${when}) { ${die} }
           listener(message);
         };
         return on.call(this, name, name === 'message' ? faulty : listener);
       };
     }`,
  );
  return ['--import', path];
}

const mark = familyMark();

const ARGS = ['tag', 'videos', '--ext', 'mp4,webm,gif', ...MODEL, ...LABELS, '--overwrite'];

async function tag(node: string[], ...more: string[]): Promise<CliResult> {
  const result = await runCli([...ARGS, ...more], { cwd: folder, env: mark, node });
  expect(await leftOf(mark, 2000)).toEqual([]);
  expect(result.stderr).not.toContain('    at ');
  return result;
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const failures = (): unknown[] =>
  read('out.csv.errors.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

async function intact(...more: string[]): Promise<string> {
  const { status } = await runHere([...ARGS, '-o', 'intact.csv', ...more], { cwd: folder });
  expect(status).toBe(0);
  return read('intact.csv');
}

const OUT = ['-o', 'out.csv'];

describe('an inference thread that dies', () => {
  test.each([
    ['leaves', 'process.exit(3)', 'exit 3', '1'],
    ['throws', "throw new Error('a bit flipped')", 'a bit flipped', '3'],
  ])('of one clip, and %s, costs its video', async (_how, die, says, batch) => {
    const expected = await intact();
    makeDark('c.mp4');
    const node = faultOf("message.kind === 'run' && isDark(message)", die);
    const { status, stderr } = await tag(node, ...OUT, '--batch-size', batch);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: 'xclip: 1 of 5 videos failed; the reasons are in out.csv.errors.jsonl\n',
    });
    expect(read('out.csv')).toBe(expected);
    expect(failures()).toEqual([
      {
        video: 'videos/c.mp4',
        code: 'INFERENCE_FAILED',
        message: expect.stringContaining(`the inference thread died (${says}) of it, twice`) as string,
      },
    ]);
  });

  test.each([
    ['video', '3'],
    ['scorer', '1'],
  ])('once, in the %s graph, costs nothing', async (graph, batch) => {
    const expected = await intact();
    const node = faultOf(`message.kind === 'run' && message.graph === '${graph}' && once()`);
    const { status, stderr } = await tag(node, ...OUT, '--batch-size', batch);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(existsSync(join(folder, 'died'))).toBe(true);
    expect(read('out.csv')).toBe(expected);
  });

  test('of two clips ends the run, after what came before', async () => {
    makeDark('c.mp4');
    makeDark('d.mp4');
    const node = faultOf("message.kind === 'run' && isDark(message)");
    const { status, stderr } = await tag(node, ...OUT, '--batch-size', '3');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^xclip: the inference thread died \(exit 3\), and not for the first time; .*\n$/);
    expect(read('out.csv').endsWith('\n')).toBe(true);
    expect(read('out.csv')).not.toMatch(/videos\/[d-z]/);
  });

  test('in scoring a clip costs its video', async () => {
    // The first clip is the culprit, the second ends the run.
    const node = faultOf("message.kind === 'run' && message.graph === 'scorer'");
    const { status, stderr } = await tag(node, ...OUT);
    expect(status).toBe(1);
    expect(stderr).toContain('and not for the first time');
    expect(failures()).toEqual([
      expect.objectContaining({ video: 'videos/b-frames.mp4', code: 'INFERENCE_FAILED' }),
    ]);
  });

  test('in loading a graph ends the run before it begins', async () => {
    const { status, stderr } = await tag(faultOf("message.kind === 'load'"), ...OUT);
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'xclip: the inference thread died (exit 3)\n' });
    expect(existsSync(join(folder, 'out.csv'))).toBe(false);
  });

  test('in the middle of a video ends that video there', async () => {
    const parts = ['white', 'black', 'white'].map(
      (color, i) => `color=${color}:size=160x96:rate=25:duration=2[part${i}];`,
    );
    makeVideo('c.mp4', `${parts.join('')}[part0][part1][part2]concat=n=3`);
    const windows = ['--every', '1'];
    const rows = (text: string): string[] => text.split('\n').filter((row) => row.startsWith('videos/c.mp4'));
    const expected = rows(await intact(...windows));
    const node = faultOf("message.kind === 'run' && isDark(message)");
    expect((await tag(node, ...OUT, ...windows)).status).toBe(3);
    const found = rows(read('out.csv'));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(expected.length - 2);
    expect(found).toEqual(expected.slice(0, found.length));
    expect(failures().length).toBe(1);
    expect(JSON.parse(read('out.csv.run.json'))).toMatchObject({ counts: { videos: 5, ok: 4, failed: 1 } });
  });
});
