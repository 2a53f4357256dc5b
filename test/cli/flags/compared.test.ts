import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { embedFlags } from '../../../dist/cli/embed/flags.js';
import { evalFlags } from '../../../dist/cli/eval/flags.js';
import { tagFlags } from '../../../dist/cli/tag/flags.js';
import { fixturePath, ROOT } from '../../support/fixtures.js';
import { runHere } from '../../support/run-here.js';

/**
 * Every flag that changes results, the setting in the journal that it decides over, and what makes it another (with what
 * that needs beside it). A flag that is neither here nor below would let a resume mix two runs in silence.
 */
const COMPARED: Record<string, { as: string; inEmbed?: string; other?: string[] }> = {
  labels: { as: 'labels', other: ['--labels', 'other.txt'] },
  label: { as: 'labels', other: ['--label', 'one more'] },
  prompt: { as: 'prompt', other: ['--prompt', 'a video of {}'] },
  'prompt-set': { as: 'prompt', other: ['--prompt-set', 'ucf'] },
  'label-comments': { as: 'labels', other: ['--labels', 'commented.txt', '--label-comments'] },
  hierarchy: { as: 'hierarchy', other: ['--label', 'a/b', '--hierarchy'] },
  scores: { as: 'scores', other: ['--scores', 'cosine'] },
  background: { as: 'background', other: ['--scores', 'sigmoid', '--background', 'other.txt'] },
  examples: { as: 'examples', other: ['--examples', 'examples.csv'] },
  model: { as: 'model files', other: ['--model', fixturePath('checkpoints/base')] },
  // Only of Hub models, whose revision stands in the name of the folder that the files are compared in.
  revision: { as: 'model files' },
  // There may be no other device here.
  device: { as: 'device' },
  precision: { as: 'precision', other: ['--precision', 'int8'] },
  format: { as: 'format', other: ['--format', 'jsonl'] },
  protocol: { as: 'frames', other: ['--protocol', 'multi'] },
  'csv-safe': { as: 'csv-safe', other: ['--csv-safe'] },
  'top-k': { as: 'top-k', other: ['--top-k', '1'] },
  threshold: { as: 'threshold', other: ['--threshold', '0.1'] },
  wide: { as: 'wide', other: ['--wide'] },
  per: { as: 'per', other: ['--per', 'video'] },
  // Where they are not there, a video is not finished.
  sidecar: { as: 'sidecar', other: ['--sidecar', 'json'] },
  'sidecar-dir': { as: 'sidecar-dir', other: ['--sidecar', 'txt', '--sidecar-dir', 'beside'] },
  merge: { as: 'merge', other: ['--merge', '--every', '1'] },
  normalize: { as: 'embedding', other: ['--normalize'] },
  context: { as: 'context', other: ['--no-context'] },
  sampling: { as: 'sampling', other: ['--sampling', 'uniform'] },
  'frame-sample-rate': {
    as: 'frame-sample-rate',
    inEmbed: 'sampling.frame_sample_rate',
    other: ['--frame-sample-rate', '2'],
  },
  seed: { as: 'seed', inEmbed: 'sampling.seed', other: ['--seed', '1'] },
  views: { as: 'views', other: ['--views', '2'] },
  short: { as: 'short', inEmbed: 'sampling.short', other: ['--short', 'repeat'] },
  crops: { as: 'frames', other: ['--crops', '3'] },
  resize: { as: 'frames', inEmbed: 'preprocessing.geometry', other: ['--resize', '80'] },
  rotate: { as: 'frames', inEmbed: 'preprocessing.geometry', other: ['--rotate'] },
  every: { as: 'cutting', inEmbed: 'sampling.cutting', other: ['--every', '1'] },
  window: { as: 'cutting', inEmbed: 'sampling.cutting', other: ['--every', '1', '--window', '0.5'] },
  scenes: { as: 'cutting', inEmbed: 'sampling.cutting', other: ['--scenes'] },
  decoder: { as: 'decoder', other: ['--decoder', 'ffmpeg'] },
  ffmpeg: { as: 'decoder', other: ['--ffmpeg', 'ffmpeg'] },
  // There may be no device that decodes.
  hwaccel: { as: 'decoder' },
  // A video that is left out is finished as much as one that gave clips.
  'min-duration': { as: 'durations', other: ['--min-duration', '0.1'] },
  'max-duration': { as: 'durations', other: ['--max-duration', '100'] },
  'max-pixels': { as: 'max-pixels', other: ['--max-pixels', '1000000'] },
  'allow-playlists': { as: 'allow-playlists', other: ['--allow-playlists'] },
};

/** Flags that cannot change a result, and why. */
const NOT_COMPARED: Record<string, string> = {
  output: 'it is what is resumed',
  overwrite: 'it contradicts --resume',
  resume: 'it is what asks for the comparison',
  'retry-failed': 'what it tries again gives what a first try would',
  ext: 'it changes which videos there are, which a resume knows by their paths',
  exclude: 'it changes which videos there are',
  'files-from': 'it changes which videos there are',
  'follow-symlinks': 'it changes which videos there are',
  hidden: 'it changes which videos there are',
  'newer-than': 'it changes which videos there are',
  sort: 'in another order than that of paths nothing is resumed',
  offline: 'it decides where the model comes from, whose files and weights are compared',
  'batch-size': 'no result depends on it',
  decoders: 'no result depends on it',
  timeout: 'a video that it gives up fails, and is tried again by --retry-failed',
  quiet: 'it changes what is said, not what is written',
  verbose: 'it changes what is said, not what is written',
  'max-decoder-memory': 'a video that passes it fails, and is tried again by --retry-failed',
  'dry-run': 'it writes nothing',
  watch: 'it names videos, and resumes by itself',
  config: 'what it sets is compared flag by flag',
  preset: 'what it sets is compared flag by flag',
  'no-config': 'what it leaves out is compared flag by flag',
  'print-config': 'it does nothing else',
  dataset: 'it changes which videos there are, and their labels, which are compared',
  split: 'it changes which videos there are',
  root: 'it changes which videos there are',
  from: 'what it does is done again in no time: it has no --resume',
  check: 'it writes nothing',
  tolerance: 'it is for --check',
};

/** The same of one command alone. */
const NOT_COMPARED_IN: Record<string, Record<string, string>> = {
  eval: { format: 'figures are written anew at each end, of all that was said' },
};

/** Read by the same lines for all commands: tried with one. */
const COMMON = ['model', 'precision', 'decoder', 'ffmpeg', 'sampling'];
const LABELS = ['--labels', join(ROOT, 'examples/labels.txt')];
const COMMANDS = [
  { command: 'tag', flags: tagFlags, output: 'out.csv', more: LABELS },
  { command: 'embed', flags: embedFlags, output: 'out.parquet', more: [] },
  { command: 'eval', flags: evalFlags, output: 'out.json', more: LABELS },
];

const folder = mkdtempSync(join(tmpdir(), 'xclip-compared-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const clip = join(ROOT, 'examples/clips/a-red-circle-moving-left.mp4');
  const example = join(ROOT, 'examples/clips/a-blue-square-growing.mp4');
  writeFileSync(join(folder, 'other.txt'), 'something else\na red circle moving left\n');
  writeFileSync(join(folder, 'examples.csv'), `video,label\n${example},a blue square growing\n`);
  writeFileSync(join(folder, 'm.csv'), `video,label\n${clip},a red circle moving left\n`);
  writeFileSync(join(folder, 'commented.txt'), '# more\nsomething else\n');
  writeFileSync(join(folder, 'videos.txt'), `${clip}\n`);
  for (const { command, output, more } of COMMANDS) {
    const { status, stderr } = await run(command, ['-o', output, ...more]);
    expect(status, stderr).toBe(0);
  }
}, 120_000);

function run(command: string, args: readonly string[]): ReturnType<typeof runHere> {
  const model = args.includes('--model') ? [] : ['--model', 'tiny-shapes'];
  const videos = command === 'eval' ? ['m.csv'] : ['--files-from', 'videos.txt'];
  return runHere([command, ...videos, ...model, ...args], { cwd: folder });
}

describe.each(COMMANDS)('a resume of $command', ({ command, flags, output, more }) => {
  test.each(Object.keys(flags))('compares --%s, or says why it need not', (flag) => {
    const harmless = NOT_COMPARED_IN[command]?.[flag] ?? NOT_COMPARED[flag];
    const compared = NOT_COMPARED_IN[command]?.[flag] === undefined ? COMPARED[flag] : undefined;
    expect([compared === undefined, harmless === undefined].filter(Boolean)).toHaveLength(1);
    // What can be another here is tried below.
    if (compared === undefined || compared.other !== undefined) return;
    const [header = ''] = readFileSync(join(folder, `${output}.journal`), 'utf8').split('\n');
    const { settings } = JSON.parse(header) as { settings: Record<string, unknown> };
    expect(Object.keys(settings)).toContain(compared.as);
  });

  const others = Object.keys(flags).filter(
    (flag) =>
      COMPARED[flag]?.other !== undefined &&
      NOT_COMPARED_IN[command]?.[flag] === undefined &&
      !(command !== 'tag' && COMMON.includes(flag)),
  );
  test.each(others)('refuses another --%s by its name', async (flag) => {
    const { as, inEmbed, other = [] } = COMPARED[flag] ?? { as: '' };
    const labels = flag === 'labels' ? [] : more;
    const { status, stderr } = await run(command, ['-o', output, ...labels, ...other, '--resume']);
    expect(stderr).toContain(`${output} was begun with other settings: `);
    expect(stderr).toContain(command === 'embed' ? (inEmbed ?? as) : as);
    expect(status).toBe(1);
  });
});
