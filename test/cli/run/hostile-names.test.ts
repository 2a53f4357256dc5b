/** Names of files and labels, on their way to terminals and spreadsheets. */
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, test } from 'vitest';
import { csvCell } from '../../../src/output/formats/csv-cell.js';
import { ENGINES } from '../../media/pool-fixture.js';
import { fixturePath } from '../../support/fixtures.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const MODEL = ['--model', fixturePath('checkpoints/base')];

const NAMES = [
  '-x.mp4',
  '--model.mp4',
  '%03d.mp4',
  `quotes ' ".mp4`,
  'new\nline.mp4',
  'return\rhere.mp4',
  '; touch pwned;.mp4',
  '$(touch pwned)`touch pwned`.mp4',
  'file:.mp4',
  'concat:a.mp4|b.mp4',
  'escape\u001b[2J\u001b]0;title\u0007.mp4',
  'turned\u202egpj.mp4',
  '=cmd|calc.mp4',
  '+1.mp4',
  '@SUM(A1).mp4',
  '<img src=x onerror=alert(1)>.mp4',
  'filme 🎬.mp4',
  // As long as file systems take.
  `${'n'.repeat(251)}.mp4`,
];

// eslint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

let folder: string;

beforeEach(() => {
  folder = tempFolder();
  for (const name of NAMES) cpSync(fixturePath('clips/five-frames.mp4'), join(folder, name));
});

const tag = (...args: string[]): Promise<CliResult> =>
  runHere(['tag', ...MODEL, '--label', '=1+1', '--label', 'dancing', ...args], { cwd: folder });

/** A good clip whose name ends in a byte that is no UTF-8, where the file system takes such names. */
function writesBytes(start: string, byte: number): boolean {
  try {
    const place = Buffer.concat([Buffer.from(start), Buffer.of(byte), Buffer.from('.mp4')]);
    writeFileSync(place, readFileSync(fixturePath('clips/five-frames.mp4')));
    return true;
  } catch {
    return false;
  }
}

const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true });

describe('file names', () => {
  test('come whole through CSV and JSONL, from a folder and one by one', async () => {
    const { status, stdout, stderr } = await tag('.', '--top-k', '1');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const expected = NAMES.map((name) => `./${name}`).sort();
    expect(
      rowsOf(stdout)
        .map(({ video }) => video)
        .sort(),
    ).toEqual(expected);
    const lines = (await tag('--format', 'jsonl', '--', ...NAMES)).stdout.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { video: string }).video).sort()).toEqual(
      [...NAMES].sort(),
    );
  });

  test.each(ENGINES)('of good and of broken files: with %s each comes where it belongs', async (engine) => {
    const broken = ['empty.mp4', 'text.mp4', 'cut-noindex.mp4', 'audio-only.mp4', 'noise.mp4'];
    mkdirSync(join(folder, 'bad'));
    NAMES.forEach((name, i) =>
      cpSync(fixturePath(`clips/${broken[i % broken.length] ?? ''}`), join(folder, 'bad', name)),
    );
    const bad = NAMES.map((name) => `./bad/${name}`);
    if (writesBytes(join(folder, 'good but '), 0xff)) bad.push('./good but \\xff.mp4');
    const { status } = await tag('.', '--decoder', engine, '--top-k', '1', '-o', 'out.csv');
    expect(status).toBe(3);
    const good = rowsOf(readFileSync(join(folder, 'out.csv'), 'utf8')).map(({ video }) => video);
    expect(good.sort()).toEqual(NAMES.map((name) => `./${name}`).sort());
    const failed = readFileSync(join(folder, 'out.csv.errors.jsonl'), 'utf8').trim().split('\n');
    expect(failed.map((line) => (JSON.parse(line) as { video: string }).video).sort()).toEqual(bad.sort());
    expect(readdirSync(folder).filter((name) => name.startsWith('pwned'))).toEqual([]);
  });

  test('that fail, or are not there, reach the terminal without control characters', async () => {
    mkdirSync(join(folder, 'bad'));
    for (const name of NAMES) writeFileSync(join(folder, 'bad', name), 'no video');
    for (const args of [
      ['bad'],
      ['bad', '--format', 'table'],
      ['bad', '--check', 'none'],
      ['no\u001b[2Jthing'],
    ]) {
      const { status, stdout, stderr } = await tag(...args);
      expect(status).not.toBe(0);
      expect(stderr).not.toMatch(CONTROL);
      expect(stderr).not.toBe('');
      if (args.includes('table')) expect(stdout).not.toMatch(CONTROL);
    }
    const good = await tag('.', '--exclude', 'bad', '--format', 'table');
    expect(good.stdout).not.toMatch(CONTROL);
    expect(good.stdout).toContain('\\x1b[2J');
  });
});

describe('--csv-safe', () => {
  test('puts an apostrophe before text that would be a formula, and leaves numbers alone', async () => {
    const plain = rowsOf((await tag('--', ...NAMES)).stdout);
    await tag('--csv-safe', '-o', 'safe.csv', '--', ...NAMES);
    const safe = rowsOf(readFileSync(join(folder, 'safe.csv'), 'utf8'));
    expect(plain.some(({ logit = '' }) => logit.startsWith('-'))).toBe(true);
    expect(safe).toEqual(
      plain.map((row) => ({
        ...row,
        video: /^[=+\-@]/.test(row.video ?? '') ? `'${row.video ?? ''}` : row.video,
        label: row.label === '=1+1' ? "'=1+1" : row.label,
      })),
    );
    expect(safe.filter(({ video = '' }) => video.startsWith("'")).length).toBe(10);
  });

  test.each(['=', '+', '-', '@', '\t', '\r', '\uff1d'])('a cell that begins with %j', (start) => {
    expect(csvCell(`${start}x`, { isSafe: true })).toBe(`'${start}x`);
    expect(csvCell(`${start}x`, { isSafe: false })).toBe(`${start}x`);
    expect(csvCell(`x${start}`, { isSafe: true })).toBe(`x${start}`);
  });
});
