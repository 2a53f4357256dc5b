/** A folder that is watched, with files that grow, change and arrive between two lives of the watch. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../../support/fixtures.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const OPTIONS = ['--model', 'tiny-shapes', '--labels', join(ROOT, 'examples/labels.txt'), '--top-k', '1'];
const CLIP = join(ROOT, 'examples/clips/a-blue-square-growing.mp4');
const OTHER = join(ROOT, 'examples/clips/a-red-circle-moving-left.mp4');

function watch(cwd: string): { child: ChildProcess; ended: Promise<number | null>; stderr: () => string } {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'bin/run.js'), 'tag', '--watch', 'in', ...OPTIONS, '-o', 'out.csv'],
    { cwd, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  return { child, ended, stderr: () => said };
}

const rowsIn = (cwd: string): string =>
  existsSync(join(cwd, 'out.csv')) ? readFileSync(join(cwd, 'out.csv'), 'utf8') : '';

async function until(isSo: () => boolean, what: () => string): Promise<void> {
  for (let waited = 0; !isSo(); waited += 100) {
    expect(waited, what()).toBeLessThan(60_000);
    await sleep(100);
  }
}

test('tags what arrives once it no longer grows, again when it changes, and goes on after a kill', async () => {
  const cwd = tempFolder();
  mkdirSync(join(cwd, 'in'));
  const first = watch(cwd);
  copyFileSync(CLIP, join(cwd, 'in/b.mp4'));
  const half = readFileSync(OTHER);
  writeFileSync(join(cwd, 'in/later.mp4'), half.subarray(0, 500));
  // It grows for as long as the others are tagged.
  let written = 500;
  const growth = setInterval(() => {
    appendFileSync(join(cwd, 'in/later.mp4'), half.subarray(written, written + 20));
    written += 20;
  }, 300);
  await until(() => rowsIn(cwd).includes('in/b.mp4,'), first.stderr);
  clearInterval(growth);
  expect(rowsIn(cwd)).not.toContain('later.mp4');
  expect(existsSync(join(cwd, 'out.csv.errors.jsonl'))).toBe(false);
  appendFileSync(join(cwd, 'in/later.mp4'), half.subarray(written));
  await until(() => rowsIn(cwd).includes('in/later.mp4,'), first.stderr);
  first.child.kill('SIGKILL');
  await first.ended;

  copyFileSync(OTHER, join(cwd, 'in/a.mp4'));
  copyFileSync(OTHER, join(cwd, 'in/b.mp4'));
  const second = watch(cwd);
  await until(
    () => /in\/a\.mp4,.*\n.*in\/b\.mp4,.*red circle.*\n.*in\/later/.test(rowsIn(cwd)),
    second.stderr,
  );
  second.child.kill('SIGINT');
  expect(await second.ended).toBe(0);

  // What a single run over all of it writes.
  const { status } = await runHere(['tag', 'in', ...OPTIONS, '-o', 'whole.csv'], { cwd });
  expect(status).toBe(0);
  expect(rowsIn(cwd)).toBe(readFileSync(join(cwd, 'whole.csv'), 'utf8'));
}, 120_000);

test('a file that fails is not tried again before it changes', async () => {
  const cwd = tempFolder();
  mkdirSync(join(cwd, 'in'));
  copyFileSync(CLIP, join(cwd, 'in/a.mp4'));
  truncateSync(join(cwd, 'in/a.mp4'), 100);
  const { child, ended, stderr } = watch(cwd);
  const errors = (): number =>
    existsSync(join(cwd, 'out.csv.errors.jsonl'))
      ? readFileSync(join(cwd, 'out.csv.errors.jsonl'), 'utf8').trim().split('\n').length
      : 0;
  await until(() => errors() === 1, stderr);
  const said = stderr().length;
  await sleep(3000);
  expect(stderr().slice(said)).not.toContain('device');
  expect(errors()).toBe(1);
  child.kill('SIGTERM');
  expect(await ended).toBe(3);
}, 60_000);
