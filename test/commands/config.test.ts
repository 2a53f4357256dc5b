/** Settings from xclip.config.json, as a run takes them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/fixtures.js';
import { runHere } from '../support/run-here.js';
import { tempFolder } from '../support/temp-folder.js';

const CLIP = join(ROOT, 'examples/clips/a-red-circle-moving-left.mp4');

interface Printed {
  config: string | null;
  settings: Record<string, { value: unknown; from: string }>;
}

function folderWith(config: unknown): string {
  const folder = tempFolder();
  writeFileSync(join(folder, 'xclip.config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'labels.txt'), 'a red circle moving left\na blue square growing\n');
  return folder;
}

test('a run needs no more than its videos', async () => {
  const cwd = folderWith({ model: 'tiny-shapes', tag: { labels: 'labels.txt', 'top-k': 1, format: 'csv' } });
  const { status, stdout, stderr } = await runHere(['tag', CLIP], { cwd });
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/,1,a red circle moving left,\d\S*\n$/);
  expect(stderr).toContain('xclip: settings: xclip.config.json\n');
  const without = await runHere(['tag', CLIP, '--no-config'], { cwd });
  expect(without.status).toBe(2);
});

test('--print-config says of each setting where it comes from, and does nothing', async () => {
  const cwd = folderWith({
    model: 'tiny-shapes',
    embed: { normalize: true },
    tag: { labels: ['labels.txt'] },
    presets: { long: { every: 10, 'top-k': 3 } },
  });
  const { status, stdout } = await runHere(
    ['tag', 'nowhere.mp4', '--preset', 'long', '--top-k', '2', '--print-config'],
    { cwd },
  );
  expect(status).toBe(0);
  const { config, settings } = JSON.parse(stdout) as Printed;
  expect(config).toBe('xclip.config.json');
  expect(settings.model).toEqual({ value: 'tiny-shapes', from: 'config' });
  expect(settings.every).toEqual({ value: '10', from: 'preset long' });
  expect(settings['top-k']).toEqual({ value: 2, from: 'command line' });
  expect(settings.seed).toEqual({ value: 0, from: 'default' });
  expect(settings.normalize).toBeUndefined();
});

test('the run file holds what the settings came to, and a resume compares them', async () => {
  const cwd = folderWith({ model: 'tiny-shapes', tag: { labels: 'labels.txt', 'top-k': 1 } });
  expect((await runHere(['tag', CLIP, '-o', 'out.csv'], { cwd })).status).toBe(0);
  const { settings } = JSON.parse(readFileSync(join(cwd, 'out.csv.run.json'), 'utf8')) as {
    settings: Record<string, unknown>;
  };
  expect(settings['top-k']).toBe(1);
  writeFileSync(
    join(cwd, 'xclip.config.json'),
    JSON.stringify({ model: 'tiny-shapes', tag: { labels: 'labels.txt', 'top-k': 2 } }),
  );
  const { status, stderr } = await runHere(['tag', CLIP, '-o', 'out.csv', '--resume'], { cwd });
  expect(status).toBe(1);
  expect(stderr).toContain('out.csv was begun with other settings: top-k');
});

test('settings for videos do not get in the way of a store', async () => {
  const cwd = folderWith({
    model: 'tiny-shapes',
    decoders: 1,
    tag: { labels: 'labels.txt', seed: 3, hidden: true },
  });
  expect((await runHere(['embed', CLIP, '-o', 'clips.parquet'], { cwd })).status).toBe(0);
  const { status, stderr } = await runHere(['tag', 'clips.parquet', '--format', 'csv'], { cwd });
  expect(status, stderr).toBe(0);
  const typed = await runHere(['tag', 'clips.parquet', '--seed', '3'], { cwd });
  expect(typed.stderr).toContain('--seed means nothing for clips.parquet');
});

test.each([
  [
    { modle: 'x' },
    [],
    'xclip.config.json has "modle" for all commands, which is no flag; did you mean "model"?',
  ],
  [{}, ['--preset', 'long'], 'xclip.config.json has no preset "long"'],
  [{}, ['--config', 'other.json'], 'other.json cannot be read: ENOENT'],
  [{ tag: { 'top-k': 'many' } }, [], '--top-k'],
])('%j with %j is refused', async (config, args, message) => {
  const { status, stderr } = await runHere(['tag', CLIP, ...args], { cwd: folderWith(config) });
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

test('a preset without any file is refused', async () => {
  const { status, stderr } = await runHere(['tag', CLIP, '--preset', 'long'], { cwd: tempFolder() });
  expect(status).toBe(2);
  expect(stderr).toContain('there is no xclip.config.json that could have the preset long');
});
