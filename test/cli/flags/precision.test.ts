import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { tagVideos } from '../../../dist/index.js';
import { ROOT } from '../../support/fixtures.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';
import { readStore } from '../../store/store-fixture.js';

const CLIPS = join(ROOT, 'examples/clips');
const LABELS = join(ROOT, 'models/tiny-shapes/labels.txt');
const MODEL = ['--model', 'tiny-shapes'];
const NOTE = /^xclip: precision: int8 \(u8(s8|u8) products.*$/gm;

let folder: string;
beforeEach(() => void (folder = tempFolder()));

const tag = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> =>
  runHere(['tag', ...args, ...MODEL, '--labels', LABELS, '--top-k', '1', '--format', 'jsonl'], {
    cwd: folder,
    env,
  });
const json = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
const firsts = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { video: string; labels: { label: string }[] })
    .map(({ video, labels }) => [video, labels[0]?.label]);

describe('--precision int8', () => {
  test('gives the labels that fp32 gives, and says once what it is', async () => {
    const [fp32, int8] = [await tag([CLIPS]), await tag([CLIPS, '--precision', 'int8'])];
    expect([fp32.status, int8.status]).toEqual([0, 0]);
    expect(fp32.stderr).not.toContain('precision');
    expect(int8.stderr.match(NOTE)).toHaveLength(1);
    expect(int8.stdout).not.toBe(fp32.stdout);
    expect(firsts(int8.stdout)).toEqual(firsts(fp32.stdout));
  });

  test('never depends on the batch or the decoders, to the byte', async () => {
    const runs = [
      ['--batch-size', '1', '--decoders', '1'],
      ['--batch-size', '7', '--decoders', '2'],
      ['--batch-size', '3', '--decoders', '1'],
    ].map((flags) => tag([CLIPS, '--precision', 'int8', ...flags]));
    const outputs = (await Promise.all(runs)).map(({ stdout }) => stdout);
    expect(outputs[0]).not.toBe('');
    expect(new Set(outputs).size).toBe(1);
  });

  test('stands in the run file, with the form of its products', async () => {
    await tag([CLIPS, '--precision', 'int8', '-o', 'tags.jsonl']);
    expect(json('tags.jsonl.run.json')).toMatchObject({
      precision: { name: 'int8', form: expect.stringMatching(/^u8(s8|u8)$/) as string, scheme: 1 },
      settings: { precision: 'int8' },
    });
    await tag([CLIPS, '-o', 'plain.jsonl']);
    expect(json('plain.jsonl.run.json')).toMatchObject({ precision: { name: 'fp32' } });
  });

  test('stands in a store, which can be tagged again', async () => {
    const embed = ['embed', CLIPS, ...MODEL, '--precision', 'int8', '-o', 'clips.parquet'];
    const embedded = await runHere(embed, { cwd: folder });
    expect(embedded.stderr.match(NOTE)).toHaveLength(1);
    const { description } = await readStore(join(folder, 'clips.parquet'));
    expect(description.precision).toMatchObject({ name: 'int8', scheme: 1 });
    expect(json('clips.parquet.run.json')).toMatchObject({ precision: { name: 'int8' } });
    const again = await tag(['clips.parquet', '-o', 'again.jsonl']);
    expect(again.status).toBe(0);
    expect(json('again.jsonl.run.json')).toMatchObject({ store: { precision: { name: 'int8' } } });
    const direct = await tag([CLIPS, '--precision', 'int8']);
    expect(firsts(readFileSync(join(folder, 'again.jsonl'), 'utf8'))).toEqual(firsts(direct.stdout));
    const idle = await tag(['clips.parquet', '--precision', 'int8']);
    expect(idle.status).toBe(2);
    expect(idle.stderr).toContain('--precision means nothing for');
  });

  test('fails with what to do where its weights cannot be kept', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { status, stdout, stderr } = await tag([CLIPS, '--precision', 'int8'], { XCLIP_CACHE: file });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/cannot write .*XCLIP_CACHE/s);
  });

  test('is not offered where there is none', async () => {
    expect((await tag([CLIPS, '--precision', 'bf16'])).status).toBe(2);
  });
});

describe('tagVideos', () => {
  test('takes the precision', async () => {
    const labels = readFileSync(LABELS, 'utf8').trim().split('\n');
    const options = { model: 'tiny-shapes', labels, topK: 1 };
    const records = [];
    for await (const record of tagVideos(CLIPS, { ...options, precision: 'int8' })) records.push(record);
    const printed = await tag([CLIPS, '--precision', 'int8']);
    expect(
      records.map((record) => ('labels' in record ? [record.video, record.labels[0]?.label] : record)),
    ).toEqual(firsts(printed.stdout));
  });

  test('refuses a precision that is not there', async () => {
    const options = { model: 'tiny-shapes', labels: ['a'], precision: 'bf16' as 'int8' };
    await expect(tagVideos(CLIPS, options).next()).rejects.toMatchObject({ code: 'UNKNOWN_PRECISION' });
  });
});
