/** However a run ends, nothing of it is left in the process table, and its output is whole lines. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ENGINES, fakeFfmpeg, FFMPEG, FFPROBE, HANG } from '../../media/pool-fixture.js';
import { fixturePath, ROOT } from '../../support/fixtures.js';
import { familyMark, familyOf, leftOf } from '../../support/process-table.js';
import { tempFolder } from '../../support/temp-folder.js';

const MODEL = ['--model', fixturePath('checkpoints/base')];
const LABELS = ['--label', 'dancing', '--label', 'cooking'];
const MANY = 400;
/** What shells call 130. */
const AT_ONCE = 'SIGINT';

interface Run {
  child: ChildProcessByStdio<null, Readable, Readable>;
  mark: ReturnType<typeof familyMark>;
  folder: string;
  /** exit status, or the signal that ended it, once both streams are closed */
  ended: Promise<number | string | null>;
  stderr: () => string;
}

interface RunSettings {
  node?: string[];
  more?: string[];
  stdout?: 'pipe' | number;
}

/** A run that would take far longer than any test waits: many links to one clip. */
function start({ node = [], more = [], stdout = 'pipe' }: RunSettings = {}): Run {
  const folder = tempFolder();
  mkdirSync(join(folder, 'videos'));
  mkdirSync(join(folder, 'tmp'));
  copyFileSync(fixturePath('clips/bigbuckbunny.mp4'), join(folder, 'clip.mp4'));
  for (let i = 0; i < MANY; i++) linkSync(join(folder, 'clip.mp4'), join(folder, `videos/${1000 + i}.mp4`));
  const mark = familyMark();
  const args = [...node, join(ROOT, 'bin/run.js'), 'tag', 'videos', ...MODEL, ...LABELS, ...more];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: {
      ...process.env,
      ...mark,
      TMPDIR: join(folder, 'tmp'),
      // Of newer Nodes, which keep it on purpose.
      NODE_DISABLE_COMPILE_CACHE: '1',
      FFMPEG_PATH: '',
      FFPROBE_PATH: FFPROBE,
    },
    stdio: ['ignore', stdout, 'pipe'],
  }) as Run['child'];
  onTestFinished(() => {
    for (const { pid } of familyOf(mark)) process.kill(pid, 'SIGKILL');
  });
  const err: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('close', (status, signal) => resolve(signal ?? status)),
  );
  // But for the line that says what a run is on.
  const stderr = (): string =>
    Buffer.concat(err)
      .toString()
      .replace(/^xclip: device: .*\n/, '');
  return { child, mark, folder, ended, stderr };
}

const withEngine = (engine: string): string[] =>
  engine === 'ffmpeg' ? ['--decoder', 'ffmpeg', '--ffmpeg', FFMPEG] : ['--decoder', 'native'];

/** Until it has written a record and decodes the next. */
async function underWay({ folder, mark, ended }: Run): Promise<void> {
  const state = { isOver: false };
  void ended.then(() => (state.isOver = true));
  const written = (): boolean =>
    existsSync(join(folder, 'out.csv')) &&
    readFileSync(join(folder, 'out.csv'), 'utf8').split('\n').length > 4;
  while (!state.isOver && !written()) await sleep(20);
  expect(familyOf(mark).some(({ command }) => command.includes('decoder-process'))).toBe(true);
}

function expectWholeLines({ folder }: Run): void {
  const text = readFileSync(join(folder, 'out.csv'), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  const rows = text.trim().split('\n').slice(1);
  expect(rows.length % 2).toBe(0);
  rows.forEach((row, i) => expect(row.startsWith(`videos/${1000 + Math.floor(i / 2)}.mp4,0,`)).toBe(true));
}

const expectNoTemporaryFiles = ({ folder }: Run): void =>
  expect([
    ...readdirSync(join(folder, 'tmp')),
    ...readdirSync(folder).filter((n) => n.includes('part')),
  ]).toEqual([]);

describe.each(ENGINES)('with %s, a run that is', (engine) => {
  const toFile = [...withEngine(engine), '-o', 'out.csv'];

  test.each(['SIGINT', 'SIGTERM'] as const)('asked by %s finishes what is in flight', async (signal) => {
    const run = start({ more: toFile });
    await underWay(run);
    run.child.kill(signal);
    expect(await run.ended).toBe(130);
    expect(run.stderr()).toMatch(/^xclip: interrupted: finishing what is in flight/);
    expect(run.stderr()).not.toContain('    at ');
    expect(await leftOf(run.mark, 2000)).toEqual([]);
    expectWholeLines(run);
    expectNoTemporaryFiles(run);
    expect(JSON.parse(readFileSync(join(run.folder, 'out.csv.run.json'), 'utf8'))).toMatchObject({
      finished: false,
    });
  });

  test.each([
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGINT'],
  ] as const)('asked by %s and %s ends at once', async (first, second) => {
    const run = start({ more: toFile });
    await underWay(run);
    run.child.kill(first);
    while (!run.stderr().includes('again to end at once')) await sleep(5);
    const askedMs = performance.now();
    run.child.kill(second);
    expect(await run.ended).toBe(AT_ONCE);
    expect(performance.now() - askedMs).toBeLessThan(3000);
    expect(await leftOf(run.mark, 2000)).toEqual([]);
    expectWholeLines(run);
    expectNoTemporaryFiles(run);
  });

  test.each(['SIGKILL', 'SIGHUP'] as const)('ended by %s leaves nobody', async (signal) => {
    const run = start({ more: toFile });
    await underWay(run);
    run.child.kill(signal);
    expect(await run.ended).toBe(signal);
    expect(await leftOf(run.mark, 2000)).toEqual([]);
    expectWholeLines(run);
    expectNoTemporaryFiles(run);
  });

  test('hit by an error that nobody catches leaves nobody', async () => {
    const preload = join(tempFolder(), 'throws.mjs');
    writeFileSync(
      preload,
      `import { existsSync } from 'node:fs';
       import { isMainThread } from 'node:worker_threads';
       if (isMainThread) setInterval(() => { if (existsSync('throw')) throw new Error('out of the blue'); }, 20);`,
    );
    const run = start({ node: ['--import', preload], more: toFile });
    await underWay(run);
    writeFileSync(join(run.folder, 'throw'), '');
    expect([1, 7]).toContain(await run.ended);
    expect(run.stderr()).toContain('out of the blue');
    expect(await leftOf(run.mark, 2000)).toEqual([]);
    expectWholeLines(run);
  });

  test('read by `head` ends quietly when that has enough', async () => {
    const run = start({ more: withEngine(engine) });
    let text = '';
    for await (const chunk of run.child.stdout as AsyncIterable<Buffer>) {
      text += chunk.toString();
      if (text.split('\n').length > 3) break;
    }
    expect(text).toMatch(/^video,clip,.*\nvideos\/1000.mp4,0,/);
    expect({ status: await run.ended, stderr: run.stderr() }).toEqual({ status: 0, stderr: '' });
    expect(await leftOf(run.mark, 2000)).toEqual([]);
    expectNoTemporaryFiles(run);
  });
});

test('a decoder that hangs does not keep a second Ctrl-C waiting, nor outlive it', async () => {
  const fake = fakeFfmpeg(HANG);
  const run = start({ more: ['--decoder', 'ffmpeg', '--ffmpeg', fake.path, '-o', 'out.csv'] });
  while (!existsSync(join(fake.folder, 'started'))) await sleep(20);
  // The pool asks for the first video before anything listens for Ctrl-C.
  while (!existsSync(join(run.folder, 'out.csv'))) await sleep(20);
  expect(familyOf(run.mark).some(({ command }) => command.startsWith('sleep'))).toBe(true);
  await sleep(200);
  run.child.kill('SIGINT');
  while (!run.stderr().includes('again to end at once')) await sleep(5);
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(AT_ONCE);
  expect(await leftOf(run.mark, 2000)).toEqual([]);
});

describe('streams that cannot be written', () => {
  test('a full disk behind stdout ends the run with one line', async () => {
    const run = start({ stdout: openSync('/dev/full', 'w') });
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toMatch(/^xclip: stdout cannot be written: ENOSPC.*; send it elsewhere.*\n$/);
    expect(await leftOf(run.mark, 2000)).toEqual([]);
  });

  test('a full disk behind a table of models too', async () => {
    const child = spawn(process.execPath, [join(ROOT, 'bin/run.js'), 'models', 'list'], {
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    }) as Run['child'];
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
    expect(stderr).toMatch(/^xclip: stdout cannot be written: ENOSPC.*\n$/);
  });

  test('stderr that nobody reads any more is no reason to stop', async () => {
    const run = start({ more: ['-o', 'out.csv'] });
    run.child.stderr.destroy();
    await underWay(run);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expectWholeLines(run);
  });
});
