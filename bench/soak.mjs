/**
 * Does memory grow with the number of videos? Tags N links to short clips with the bundled model and samples the
 * resident memory of the command and its decoder processes (Linux).
 *
 *   node bench/flat-memory.mjs [--videos 1000] [--decoders 2]
 */
import { spawn } from 'node:child_process';
import { cpSync, linkSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { childrenOf, residentMegabytes } from './lib/memory.mjs';
import { CLI, ROOT } from './lib/places.mjs';

const { values: options } = parseArgs({
  options: { videos: { type: 'string', default: '1000' }, decoders: { type: 'string', default: '2' } },
});
const videos = Number(options.videos);
const work = mkdtempSync(join(tmpdir(), 'xclip-memory-'));
const examples = join(ROOT, 'examples/clips');
const names = readdirSync(examples).filter((name) => name.endsWith('.mp4'));
for (const name of names) cpSync(join(examples, name), join(work, `${name}.source`));
for (let i = 0; i < videos; i++) {
  linkSync(join(work, `${names[i % names.length]}.source`), join(work, `${String(i).padStart(7, '0')}.mp4`));
}

const output = join(work, 'tags.csv');
const flags = [
  '--model',
  'tiny-shapes',
  '--labels',
  join(ROOT, 'examples/labels.txt'),
  '--top-k',
  '1',
  '--decoders',
  options.decoders,
];
const run = spawn(process.execPath, [CLI, 'tag', work, ...flags, '-o', output], {
  stdio: 'inherit',
});

const rowsDone = () => {
  try {
    return readFileSync(output, 'utf8').split('\n').length - 2;
  } catch {
    return 0;
  }
};

const samples = [];
const timer = setInterval(() => {
  const decoders = childrenOf(run.pid);
  samples.push({
    done: rowsDone(),
    main: residentMegabytes(run.pid),
    decoders: Math.max(0, ...decoders.map(residentMegabytes)),
    count: decoders.length,
  });
}, 250);
const started = performance.now();
const status = await new Promise((resolve) => run.on('close', resolve));
clearInterval(timer);

const around = (share) => samples.find(({ done }) => done >= share * videos) ?? samples.at(-1);
for (const share of [0.1, 0.5, 0.98]) {
  const { done, main, decoders, count } = around(share);
  console.log(
    `after ${done} videos: main ${main.toFixed(0)} MB, largest of ${count} decoders ${decoders.toFixed(0)} MB`,
  );
}
const growth = around(0.98).main / around(0.1).main;
console.log(
  `status ${status}, ${rowsDone()} rows, ${((performance.now() - started) / videos).toFixed(1)} ms a video, growth from 10 % to the end × ${growth.toFixed(3)}`,
);
rmSync(work, { recursive: true });
