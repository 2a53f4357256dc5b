/** Command lines and models that `tag` does not take: said at once, with what to do, and nothing is touched. */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { fewVideos, LABELS, MODEL } from '../../commands/tag-fixture.js';

let folder: string;
beforeEach(() => void (folder = fewVideos()));

const tag = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> =>
  runHere(['tag', ...args], { cwd: folder, env });
const inFolder = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('xclip tag refuses', () => {
  const usage: [name: string, args: string[], status: number, says: string][] = [
    ['no labels', ['videos'], 2, 'no labels are given'],
    ['no paths', LABELS, 2, 'no videos are named'],
    ['duplicate labels', ['videos', ...LABELS, '--label', 'go shopping'], 2, '"go shopping" stands twice'],
    ['a folder without videos', ['.', '--exclude', 'videos', ...LABELS], 1, 'no videos in .'],
    ['a path that is not there', ['nowhere', ...LABELS], 1, 'nowhere: no such file or folder'],
    ['an unknown flag', ['videos', ...LABELS, '--frobnicate'], 2, '--frobnicate'],
    ['a bad rate', ['videos', ...LABELS, '--frame-sample-rate', '0'], 2, '--frame-sample-rate 0'],
    ['a bad seed', ['videos', ...LABELS, '--seed', '-1'], 2, 'seed'],
    ['a bad threshold', ['videos', ...LABELS, '--threshold', '2'], 2, '--threshold 2'],
    ['a prompt without a place', ['videos', ...LABELS, '--prompt', 'x'], 2, 'has no {}'],
    ['--json without --output', ['videos', ...LABELS, '--json'], 2, '--output'],
    [
      'an output in no folder',
      ['videos', ...LABELS, '-o', 'no/such/out.csv'],
      1,
      'no/such/out.csv cannot be written',
    ],
    [
      'cosines for Label Studio',
      ['videos', ...LABELS, '--format', 'labelstudio', '-o', 'x.json', '--scores', 'cosine'],
      2,
      '--format labelstudio takes scores from 0 to 1',
    ],
    ['a folder as the output', ['videos', ...LABELS, '-o', 'videos'], 1, 'it is a folder'],
  ];

  test.each(usage)('%s', async (_, args, status, says) => {
    const result = await tag([...args, ...MODEL]);
    expect(result.status).toBe(status);
    expect(result.stdout + result.stderr).toContain(says);
    expect(result.stderr).not.toContain('    at ');
  });

  test('an output that exists, and leaves it untouched', async () => {
    writeFileSync(join(folder, 'out.csv'), 'precious');
    const { status, stderr } = await tag(['videos/b.mp4', ...LABELS, ...MODEL, '-o', 'out.csv']);
    expect(status).toBe(1);
    expect(stderr).toContain('out.csv exists already; give --overwrite');
    expect(inFolder('out.csv')).toBe('precious');
    expect((await tag(['videos/b.mp4', ...LABELS, ...MODEL, '-o', 'out.csv', '--overwrite'])).status).toBe(0);
    expect(inFolder('out.csv')).toContain('playing sports');
  });

  const models: [name: string, change: (model: string) => void, says: string][] = [
    [
      'a config of another model',
      (m) => editJson(join(m, 'config.json'), { model_type: 'clip' }),
      'not of an X-CLIP one',
    ],
    ['a config that is not JSON', (m) => writeFileSync(join(m, 'config.json'), '{'), 'is not JSON'],
    ['weights cut short', (m) => cut(join(m, 'model.safetensors')), 'model.safetensors is broken'],
    [
      'weights that are something else',
      (m) => writeFileSync(join(m, 'model.safetensors'), 'hello world'),
      'model.safetensors is broken',
    ],
    [
      'a tensor of the wrong shape',
      (m) => editJson(join(m, 'config.json'), { text_config: {} }),
      'text_model.embeddings.token_embedding.weight has shape',
    ],
    [
      'a tensor missing',
      (m) => editJson(join(m, 'config.json'), { prompt_layers: 9 }),
      'lacks the tensor prompts_generator.decoder.2',
    ],
  ];

  test.each(models)('%s', async (_, change, says) => {
    const model = join(folder, 'model');
    cpSync(fixturePath('checkpoints/base'), model, { recursive: true });
    change(model);
    const { status, stderr } = await tag(['videos/b.mp4', ...LABELS, '--model', model, '-o', 'out.csv']);
    expect(status).toBe(1);
    expect(stderr).toContain(says);
    expect(existsSync(join(folder, 'out.csv'))).toBe(false);
  });

  test('an unknown model, offline, and names the bundled one', async () => {
    const args = ['videos', ...LABELS, '--model', 'nobody/nothing', '--offline'];
    const { status, stderr } = await tag(args, { HF_HOME: join(folder, 'hf') });
    expect(status).toBe(1);
    expect(stderr).toContain('tiny-shapes');
  });
});

function cut(file: string): void {
  writeFileSync(file, readFileSync(file).subarray(0, 100_000));
}

function editJson(file: string, change: object): void {
  const json = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...json, ...change }));
}
