/**
 * One clip through the built video graph against PyTorch fp32: each alone in its process, in turn, so that neither
 * disturbs the other and a machine that drifts slows both. Prints the median of each round and the ratios.
 *
 *   node bench/clip-time.mjs [--arch base-patch32] [--rounds 5] [--python .venv/bin/python]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    arch: { type: 'string', default: 'base-patch32' },
    rounds: { type: 'string', default: '5' },
    python: { type: 'string', default: join(root, '.venv/bin/python') },
    checkpoint: { type: 'string' },
  },
});

const run = (program, args) =>
  execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const checkpoint = options.checkpoint ?? makeCheckpoint();
const contestants = {
  pytorch: () => Number(run(options.python, [join(root, 'bench/clip_time_torch.py'), checkpoint])),
  graph: () => Number(run(process.execPath, [join(root, 'bench/clip-time-graph.mjs'), checkpoint])),
};

function makeCheckpoint() {
  const folder = join(mkdtempSync(join(tmpdir(), 'xclip-bench-')), options.arch);
  run(options.python, [join(root, 'test/fixtures/make/full_size.py'), folder, '--arch', options.arch]);
  if (!existsSync(join(folder, 'model.safetensors'))) throw new Error('no checkpoint was made');
  return folder;
}

const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

console.log(
  `${options.arch}, ${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.versions.node}`,
);
const ratios = [];
for (let round = 1; round <= Number(options.rounds); round++) {
  const pytorch = contestants.pytorch();
  const graph = contestants.graph();
  ratios.push(graph / pytorch);
  console.log(
    `round ${round}: PyTorch ${pytorch.toFixed(0)} ms, graph ${graph.toFixed(0)} ms, ratio ${(graph / pytorch).toFixed(3)}`,
  );
}
console.log(
  `graph ÷ PyTorch: min ${Math.min(...ratios).toFixed(3)}, median ${middle(ratios).toFixed(3)}, max ${Math.max(...ratios).toFixed(3)}`,
);
