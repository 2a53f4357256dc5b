/** Prompts, tables, comments and nested labels in whole runs of `tag`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROMPT_SETS } from '../../../../src/cli/flags/labels/prompt-sets.js';
import { fixturePath, ROOT } from '../../../support/fixtures.js';
import type { CliResult } from '../../../support/run-cli.js';
import { runHere } from '../../../support/run-here.js';

const CLIPS = join(ROOT, 'examples/clips');
const CLIP = join(CLIPS, 'a-red-circle-moving-left.mp4');
const NAMES = ['a red circle', 'a blue square', 'a green triangle'];

interface Entry {
  label: string;
  probability: number;
  logit: number;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xclip-labels-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, ...lines: string[]): string {
  writeFileSync(join(folder, name), lines.join('\n'));
  return name;
}

const run = (...args: string[]): Promise<CliResult> =>
  runHere(['tag', ...args, '--model', 'tiny-shapes', '-q'], { cwd: folder });

async function text(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await run(CLIP, '--format', 'jsonl', ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

async function entries(...args: string[]): Promise<Map<string, Entry>> {
  const { labels } = JSON.parse(await text(...args)) as { labels: Entry[] };
  return new Map(labels.map((entry) => [entry.label, entry]));
}

const labelled = NAMES.flatMap((name) => ['--label', name]);

/** The settings in an output's journal. */
function settings(output: string): Record<string, unknown> {
  const [header = ''] = readFileSync(join(folder, `${output}.journal`), 'utf8').split('\n');
  return (JSON.parse(header) as { settings: Record<string, unknown> }).settings;
}

describe('prompts', () => {
  test('plain is what is read without prompts, to the byte', async () => {
    expect(await text(...labelled, '--prompt-set', 'plain')).toBe(await text(...labelled));
  });

  test('several are one label of their mean, in the order of nothing', async () => {
    const templates = ['--prompt', 'a video of {}', '--prompt', '{} moving left'];
    const both = await entries(...labelled, ...templates);
    expect([...both.keys()].sort()).toEqual([...NAMES].sort());
    const other = await entries(...labelled, ...[2, 3, 0, 1].flatMap((i) => templates[i] ?? []));
    for (const name of NAMES) expect(other.get(name)?.logit).toBeCloseTo(both.get(name)?.logit ?? NaN, 3);
    const single = await entries(...labelled, '--prompt', 'a video of {}');
    expect(both.get('a red circle')?.logit).not.toBeCloseTo(single.get('a red circle')?.logit ?? NaN, 2);
  });

  test('a set is its templates, one --prompt each', async () => {
    const model = ['--model', fixturePath('checkpoints/base'), '--format', 'jsonl'];
    for (const set of ['kinetics', 'ucf'] as const) {
      const templates = PROMPT_SETS[set].flatMap((template) => ['--prompt', template]);
      const [asSet, oneByOne] = [
        await runHere(['tag', CLIP, '-q', ...labelled, ...model, '--prompt-set', set]),
        await runHere(['tag', CLIP, '-q', ...labelled, ...model, ...templates]),
      ];
      expect({ status: asSet.status, stderr: asSet.stderr }).toEqual({ status: 0, stderr: '' });
      expect(asSet.stdout).toBe(oneByOne.stdout);
    }
  });

  test('labels that are too long in all of them are counted, not listed without end', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `number ${i}`);
    const { status, stderr } = await run(CLIP, '--labels', write('many.txt', ...many), '--prompt-set', 'ucf');
    expect(status).toBe(0);
    expect(stderr.match(/is longer than the 32 tokens/g)).toHaveLength(10);
    expect(stderr).toContain('so are 20 more labels');
  });

  test.each([
    ['--prompt beside --prompt-set', ['--prompt', '{}', '--prompt-set', 'ucf'], 'leave one out'],
    ['a template twice', ['--prompt', 'a {}', '--prompt', 'a {}'], 'is given twice'],
    ['a set that there is none of', ['--prompt-set', 'imagenet'], 'kinetics'],
  ])('%s is refused', async (_, args, says) => {
    const { status, stderr } = await run(CLIP, ...labelled, ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });
});

describe('a table of labels', () => {
  test('is read by its prompts, and writes its labels', async () => {
    const table = write('table.csv', 'label,prompt', 'round,a red circle', 'edged,a blue square');
    const [named, plain] = [await entries('--labels', table), await entries(...labelled.slice(0, 4))];
    expect(named.get('round')?.logit).toBe(plain.get('a red circle')?.logit);
    expect(named.get('edged')?.logit).toBe(plain.get('a blue square')?.logit);
  });

  test('has no template around its prompts, but around labels without one', async () => {
    const table = write('table.csv', 'label,prompt', 'a red circle,', 'edged,a video of a blue square');
    const named = await entries('--labels', table, '--prompt', 'a video of {}');
    const plain = await entries(...labelled.slice(0, 4), '--prompt', 'a video of {}');
    expect(named.get('a red circle')?.logit).toBe(plain.get('a red circle')?.logit);
    expect(named.get('edged')?.logit).toBe(plain.get('a blue square')?.logit);
  });

  test('averages synonyms as prompts are averaged', async () => {
    const table = write(
      'table.csv',
      'label,prompt',
      'x,a video of a red circle',
      'x,a red circle',
      'y,a blue square',
    );
    const named = await entries('--labels', table);
    const templates = ['--prompt', 'a video of {}', '--prompt', '{}'];
    const plain = await entries('--label', 'a red circle', ...templates);
    expect(named.get('x')?.logit).toBeCloseTo(plain.get('a red circle')?.logit ?? NaN, 3);
  });

  test('is compared by a resume, prompts and all', async () => {
    const table = write('table.csv', 'label,prompt', 'x,a red circle', 'y,a blue square');
    const args = [CLIPS, '--labels', table, '-o', 'table-out.csv'];
    expect((await run(...args)).status).toBe(0);
    const before = readFileSync(join(folder, 'table-out.csv'), 'utf8');
    expect((await run(...args, '--resume')).status).toBe(0);
    expect(readFileSync(join(folder, 'table-out.csv'), 'utf8')).toBe(before);
    write('table.csv', 'label,prompt', 'x,a red square', 'y,a blue square');
    const { status, stderr } = await run(...args, '--resume');
    expect(status).toBe(1);
    expect(stderr).toContain('was begun with other settings: label prompts: number 1 was');
  });

  test('of a misnamed column says so', async () => {
    const { status, stderr } = await run(CLIP, '--labels', write('bad.csv', 'label,text', 'a,b'));
    expect(status).toBe(2);
    expect(stderr).toContain('bad.csv has a column label, but none named prompt');
  });
});

test('comments are labels with a hint, or none', async () => {
  const list = write('list.txt', '# shapes', ...NAMES);
  const { stderr } = await run(CLIP, '--labels', list);
  expect(stderr).toContain('the label "# shapes" begins with #: --label-comments skips such lines');
  expect([...(await entries('--labels', list, '--label-comments')).keys()]).toHaveLength(3);
});

describe('--hierarchy', () => {
  const NESTED = [
    'shape/round/a red circle',
    'shape/edged/a blue square',
    'shape/edged/a green triangle',
    'something',
  ];
  const nested = (): string[] => ['--labels', write('nested.txt', ...NESTED), '--hierarchy'];

  test('reads the last part, and sums up', async () => {
    const found = await entries(...nested(), '--top-k', '99');
    const flat = await entries(...labelled, '--label', 'something');
    expect(found.size).toBe(7);
    for (const label of NESTED) {
      const own = flat.get(label.split('/').at(-1) ?? '');
      expect([found.get(label)?.probability, found.get(label)?.logit]).toEqual([
        own?.probability,
        own?.logit,
      ]);
    }
    const sum = ['a blue square', 'a green triangle'].reduce(
      (total, label) => total + (flat.get(label)?.probability ?? NaN),
      0,
    );
    expect(found.get('shape/edged')?.probability).toBeCloseTo(sum, 7);
    expect(
      (found.get('shape')?.probability ?? NaN) + (found.get('something')?.probability ?? NaN),
    ).toBeCloseTo(1, 7);
    expect([...found.keys()].slice(0, 3)).toEqual(['shape', 'shape/round', 'shape/round/a red circle']);
  });

  test('can be checked against a snapshot, resumed, and is compared', async () => {
    const args = [CLIPS, ...nested(), '--top-k', '3'];
    expect((await run(...args, '-o', 'nested.csv')).status).toBe(0);
    const whole = readFileSync(join(folder, 'nested.csv'), 'utf8');
    expect(await run(...args, '--check', 'nested.csv')).toEqual({ status: 0, stdout: '', stderr: '' });
    const journal = readFileSync(join(folder, 'nested.csv.journal'), 'utf8').split('\n');
    writeFileSync(join(folder, 'nested.csv.journal'), `${journal.slice(0, 5).join('\n')}\n`);
    expect((await run(...args, '-o', 'nested.csv', '--resume')).status).toBe(0);
    expect(readFileSync(join(folder, 'nested.csv'), 'utf8')).toBe(whole);
    const flat = args.filter((word) => word !== '--hierarchy');
    const { status, stderr } = await run(...flat, '-o', 'nested.csv', '--resume');
    expect([status, stderr]).toEqual([1, expect.stringContaining('hierarchy was true, is not set')]);
  });

  test('joins clips with the same best parent', async () => {
    const { status, stdout } = await run(CLIP, ...nested(), '--every', '0.5', '--merge', '--format', 'csv');
    expect(status).toBe(0);
    const rows = stdout.trim().split('\n').slice(1);
    expect(rows[0]?.split(',').slice(4, 6)).toEqual(['1', 'shape']);
    expect(new Set(rows.map((row) => row.split(',')[1]))).toEqual(new Set(['0']));
  });

  test.each([
    ['--scores sigmoid', ['--scores', 'sigmoid'], 'is for --scores softmax'],
    ['an empty part', ['--label', 'a//b'], 'has an empty part'],
  ])('%s is refused', async (_, more, says) => {
    const { status, stderr } = await run(CLIP, ...nested(), ...more);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });

  test('labels without a / are refused', async () => {
    const { status, stderr } = await run(CLIP, ...labelled, '--hierarchy');
    expect(status).toBe(2);
    expect(stderr).toContain('finds no label with a /');
  });
});

test('what is not asked for does not stand in the settings that a resume compares', async () => {
  expect((await run(CLIP, ...labelled, '--prompt', 'a video of {}', '-o', 'plain.csv')).status).toBe(0);
  const plain = settings('plain.csv');
  expect(plain.prompt).toBe('a video of {}');
  expect(plain.sets).toEqual([{ size: 3 }]);
  expect(Object.keys(plain)).not.toContain('hierarchy');
  expect(Object.keys(plain)).not.toContain('label prompts');
});
