import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findConfig } from '../../../../src/cli/terminal/config/config-file.js';
import { configuredFlags } from '../../../../src/cli/terminal/config/configured-flags.js';
import type { FlagShapes } from '../../../../src/cli/terminal/last-of-repeated.js';
import { tempFolder } from '../../../support/temp-folder.js';

const TAG: FlagShapes = {
  labels: { type: 'option', multiple: true },
  model: { type: 'option' },
  'top-k': { type: 'option' },
  exclude: { type: 'option', multiple: true },
  hidden: { type: 'boolean' },
  quiet: { type: 'boolean', exclusive: ['verbose'] },
  verbose: { type: 'boolean' },
  config: { type: 'option' },
};
const EMBED: FlagShapes = { model: { type: 'option' }, context: { type: 'boolean', allowNo: true } };
const FLAGS = new Map([
  ['tag', TAG],
  ['embed', EMBED],
]);

function configured(
  content: unknown,
  { command = 'tag', presets = [] as string[], typed = [] as string[] } = {},
): ReturnType<typeof configuredFlags> {
  return configuredFlags(
    { path: '/a/xclip.config.json', content: content as Record<string, unknown> },
    { command, flags: FLAGS.get(command) ?? {}, flagsOfAll: FLAGS, presets, typed: new Set(typed) },
  );
}

test('a command takes what is for all, what is for it, and the presets that are called, the last of each', () => {
  const content = {
    model: 'one',
    context: false,
    tag: { 'top-k': 3, hidden: true },
    embed: { model: 'two' },
    presets: { long: { 'top-k': 7, model: 'three' }, few: { 'top-k': 1 } },
  };
  expect(configured(content).words).toEqual(['--model=one', '--top-k=3', '--hidden']);
  expect(configured(content, { command: 'embed' }).words).toEqual(['--model=two', '--no-context']);
  const called = configured(content, { presets: ['long', 'few'] });
  expect(called.words).toEqual(['--model=three', '--top-k=1', '--hidden']);
  expect([...called.sources]).toEqual([
    ['model', 'preset long'],
    ['top-k', 'preset few'],
    ['hidden', 'config'],
  ]);
});

test('what is typed wins, and puts away what it excludes', () => {
  const content = { exclude: ['a', 'b'], quiet: true, 'top-k': 2 };
  expect(configured(content, { typed: ['exclude', 'verbose'] }).words).toEqual(['--top-k=2']);
});

test('files are named from the folder of the config file on', () => {
  const content = { labels: ['x.txt', 'scene=s.txt', '/b/y.txt'], model: './m' };
  expect(configured(content).words).toEqual([
    '--labels=/a/x.txt',
    '--labels=scene=/a/s.txt',
    '--labels=/b/y.txt',
    '--model=/a/m',
  ]);
  expect(configured({ model: 'org/name' }).words).toEqual(['--model=org/name']);
});

describe('what no command can take is refused by its name', () => {
  test.each<[unknown, string, string | undefined]>([
    [{ modle: 'x' }, 'has "modle" for all commands, which is no flag', 'did you mean "model"?'],
    [{ tag: { context: true } }, 'has "context" under "tag", which is no flag', undefined],
    [
      { presets: { a: { topk: 1 } } },
      'has "topk" under the preset "a", which is no flag',
      'did you mean "top-k"?',
    ],
    [{ embed: { modell: 1 } }, 'has "modell" under "embed", which is no flag', 'did you mean "model"?'],
    [{ config: 'x' }, 'has "config" for all commands, which only a command line can say', undefined],
    [{ hidden: 'yes' }, 'sets "hidden" for all commands to "yes", but it takes true or false', undefined],
    [
      { model: ['a', 'b'] },
      'sets "model" for all commands to ["a","b"], but it takes text or a number',
      undefined,
    ],
    [{ model: null }, 'sets "model" for all commands to null, but it takes text or a number', undefined],
    [{ exclude: [['a']] }, 'to [["a"]], but it takes text or a number, or a list of them', undefined],
    [{ tag: 3 }, 'under "tag" has no object of settings', undefined],
    [{ presets: [] }, 'has "presets" that are no object', undefined],
    [{ constructor: 'x' }, 'has "constructor" for all commands, which is no flag', undefined],
    [
      JSON.parse('{"__proto__": {"model": 1}}'),
      'has "__proto__" for all commands, which is no flag',
      undefined,
    ],
  ])('%j', (content, message, hint) => {
    let error: unknown;
    try {
      configured(content);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({
      code: 'BAD_SETTINGS',
      message: expect.stringContaining(message) as string,
    });
    if (hint !== undefined) expect(error).toMatchObject({ hint });
  });

  test('a preset that is not there names those that are', () => {
    expect(() => configured({ presets: { long: {}, few: {} } }, { presets: ['lang'] })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('has no preset "lang"') as string,
        hint: 'it has long, few',
      }),
    );
  });
});

describe('the file', () => {
  test('is the nearest one upward', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'a/b/c'), { recursive: true });
    expect(findConfig(undefined, join(folder, 'a/b/c'))).toBeUndefined();
    writeFileSync(join(folder, 'xclip.config.json'), '{"top-k": 1}');
    writeFileSync(join(folder, 'a/xclip.config.json'), '{"top-k": 2}');
    expect(findConfig(undefined, join(folder, 'a/b/c'))?.path).toBe(join(folder, 'a/xclip.config.json'));
  });

  test.each<[string, string | Buffer, string]>([
    ['empty', '', 'cannot be read'],
    ['cut short', '{"top-k": ', 'cannot be read'],
    ['a list', '[]', 'is not a JSON object'],
    ['no UTF-8', Buffer.from([0xff, 0xfe, 0x7b, 0x00]), 'cannot be read'],
    ['huge', ' '.repeat(2 ** 20 + 1), 'cannot be read: it is larger than'],
  ])('that is %s is refused by its name', (_, content, message) => {
    const path = join(tempFolder(), 'xclip.config.json');
    writeFileSync(path, content);
    expect(() => findConfig(path, '.')).toThrow(
      expect.objectContaining({
        code: 'BAD_SETTINGS',
        message: expect.stringContaining(`${path} ${message}`) as string,
      }),
    );
  });

  test('that is named and not there is an error', () => {
    expect(() => findConfig('/nowhere/config.json', '.')).toThrow('/nowhere/config.json cannot be read');
  });
});
