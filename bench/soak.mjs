/**
 * Does anything grow, leak or get lost over a long run? Tags N links to short clips, some of them broken, with the
 * bundled model, and looks at the command and its decoder processes while it goes on (Linux). Exits with 1 where a
 * bound of `lib/soak-bounds.mjs` is broken.
 *
 *   node bench/soak.mjs [--videos 10000] [--broken 5] [--decoders 2] [--decoder native|ffmpeg] [--every-ms 100]
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine, machineLine } from './lib/machine.mjs';
import { CLI, ROOT } from './lib/places.mjs';
import { familyMark, leftOf } from './lib/process-family.mjs';
import { brokenBounds, figures } from './lib/soak-bounds.mjs';
import { makeSoakClips } from './lib/soak-clips.mjs';
import { SoakWatch } from './lib/soak-watch.mjs';

const { values: options } = parseArgs({
  options: {
    videos: { type: 'string', default: '10000' },
    broken: { type: 'string', default: '5' },
    decoders: { type: 'string', default: '2' },
    decoder: { type: 'string', default: 'auto' },
    'every-ms': { type: 'string', default: '100' },
  },
});
const work = mkdtempSync(join(tmpdir(), 'xclip-soak-'));
const [clips, temporary] = ['clips', 'tmp'].map((name) => join(work, name));
mkdirSync(temporary);
const expected = makeSoakClips(clips, {
  count: Number(options.videos),
  brokenShare: Number(options.broken) / 100,
});

const output = join(work, 'tags.csv');
const flags = [
  ...['--model', 'tiny-shapes', '--labels', join(ROOT, 'examples/labels.txt'), '--top-k', '1'],
  ...['--decoders', options.decoders, '--decoder', options.decoder, '-o', output],
];
const mark = familyMark();
const startedMs = performance.now();
const run = spawn(process.execPath, [CLI, 'tag', clips, ...flags], {
  stdio: 'inherit',
  env: { ...process.env, ...mark, TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: '1' },
});
const watch = new SoakWatch(run.pid, { journal: `${output}.journal`, everyMs: Number(options['every-ms']) });
const status = await new Promise((resolve) => run.on('close', (code, signal) => resolve(code ?? signal)));
const samples = watch.stop();
const seconds = (performance.now() - startedMs) / 1000;

const lines = (path) => (existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []);
const seen = {
  status,
  counts: JSON.parse(readFileSync(`${output}.run.json`, 'utf8')).counts,
  rows: lines(output).slice(1),
  errors: lines(`${output}.errors.jsonl`).map((line) => JSON.parse(line)),
  processesLeft: await leftOf(mark, 2000),
  filesLeft: readdirSync(temporary),
  samples,
};
rmSync(work, { recursive: true });

console.log(machineLine(machine()));
console.log(
  `${options.videos} videos, --decoders ${options.decoders}: ${seconds.toFixed(0)} s, exit ${status}, ${JSON.stringify(seen.counts)}, ${samples.length} samples`,
);
for (const line of figures(seen, expected)) console.log(line);
const problems = brokenBounds(seen, expected);
for (const problem of problems) console.error(`broken: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
