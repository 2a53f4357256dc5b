/** What is wrong on a command line is said in our words, with what was meant, and ends with 2. */
import { describe, expect, test } from 'vitest';
import { runHere } from '../../support/run-here.js';

test.each([
  ['tga videos', 'xclip has no command tga; did you mean xclip tag?'],
  ['embedd', 'xclip has no command embedd; did you mean xclip embed?'],
  ['models lst', 'xclip has no command models lst; did you mean xclip models list?'],
  ['help serch', 'xclip has no command serch; did you mean xclip search?'],
  ['help models lst', 'xclip has no command models lst; did you mean xclip models list?'],
  ['bnech --help', 'xclip has no command bnech; did you mean xclip bench?'],
  ['frobnicate', 'xclip has no command frobnicate; xclip --help lists them'],
  ['examples', 'xclip has no command examples; to tag it: xclip tag examples --labels labels.txt'],
  ['tag v.mp4 --lables x.txt', '--lables is no flag of xclip tag; did you mean --labels?'],
  ['tag v.mp4 --modle=x', '--modle is no flag of xclip tag; did you mean --model?'],
  ['models list --jsno', '--jsno is no flag of xclip models list; did you mean --json?'],
  ['embed v.mp4 --colour', '--colour is no flag of xclip embed; see xclip embed --help'],
  ['tag v.mp4 --top-k many', '--top-k: expected an integer but received: many; see xclip tag --help'],
  ['tag v.mp4 --sampling odd', '--sampling odd is none of documented, uniform; see xclip tag --help'],
  ['tag --model', '--model expects a value; see xclip tag --help'],
  ['models verify', 'no model is named; see xclip models verify --help'],
  ['models verify a b', 'unexpected argument: b; see xclip models verify --help'],
])('xclip %s', async (line, said) => {
  expect(await runHere(line.split(' '))).toEqual({ status: 2, stdout: '', stderr: `xclip: ${said}\n` });
});

test.each([
  ['tga --json', { code: 'UNKNOWN_COMMAND', message: 'xclip has no command tga' }],
  ['tag v.mp4 --lables x --json', { code: 'UNKNOWN_FLAG', hint: 'did you mean --labels?' }],
  ['tag v.mp4 --seed x --json', { code: 'BAD_USAGE' }],
])('xclip %s', async (line, error) => {
  const { status, stdout, stderr } = await runHere(line.split(' '));
  expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ error });
});

test('the last of a repeated flag counts', async () => {
  const { stderr } = await runHere(
    ['tag', 'v.mp4', '--label', 'a', '--threshold', 'none', '--threshold', 'x'].concat([
      '--threshold',
      'last',
    ]),
  );
  expect(stderr).toContain('--threshold last is not a number');
});

describe('help', () => {
  test.each(['-h', '--help', 'help'])('%s lists the commands', async (word) => {
    const { status, stdout, stderr } = await runHere([word]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const command of ['bench', 'embed', 'search', 'tag', 'models']) expect(stdout).toContain(command);
  });

  test.each([
    ['tag', '-h'],
    ['tag', '--help'],
    ['help', 'tag'],
    ['tag', 'v.mp4', '-h'],
  ])('%s %s shows a command, in the order of use', async (...args) => {
    const { status, stdout } = await runHere(args);
    expect(status).toBe(0);
    expect(stdout).toContain('$ xclip tag PATH... --labels FILE [-o FILE] [FLAGS]\n');
    const groups = [...stdout.matchAll(/^([A-Z ]+) FLAGS$/gm)].map(([, name]) => name);
    expect(groups).toEqual('INPUT,LABELS,MODEL,OUTPUT,LONG VIDEOS,SAMPLING,CHECK,ENGINE,GLOBAL'.split(','));
    expect(stdout).toContain('[default: 5] labels written per clip');
    expect(stdout.match(/Tag videos with/g)).toHaveLength(1);
  });

  test.each(['-V', '--version', 'version'])('%s prints the version', async (word) => {
    const { status, stdout } = await runHere([word]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^xclip-tagger\/\d+\.\d+\.\d+ \S+ node-v\d+\.\S+\n$/);
  });
});
