/**
 * One clip through the built video graph against PyTorch fp32: each alone in its process, in turn, so that neither
 * disturbs the other and a machine that drifts slows both. Prints the median of each round and the ratios.
 *
 *   node bench/clip-time.mjs [--arch base-patch32] [--rounds 5] [--checkpoint FOLDER]
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine, machineLine } from './lib/machine.mjs';
import { ROOT } from './lib/places.mjs';
import { checkpoint, python } from './lib/setup.mjs';
import { spread } from './lib/stats.mjs';

const { values: options } = parseArgs({
  options: {
    arch: { type: 'string', default: 'base-patch32' },
    rounds: { type: 'string', default: '5' },
    checkpoint: { type: 'string' },
  },
});

const folder = options.checkpoint ?? checkpoint(options.arch);
const milliseconds = (program, script) =>
  Number(
    execFileSync(program, [join(ROOT, 'bench', script), folder], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );

console.log(`${options.arch}, ${machineLine(machine())}`);
const ratios = [];
for (let round = 1; round <= Number(options.rounds); round++) {
  const pytorch = milliseconds(python(), 'python/clip_time_torch.py');
  const graph = milliseconds(process.execPath, 'clip-time-graph.mjs');
  ratios.push(graph / pytorch);
  console.log(
    `round ${round}: PyTorch ${pytorch.toFixed(0)} ms, graph ${graph.toFixed(0)} ms, ratio ${(graph / pytorch).toFixed(3)}`,
  );
}
const { min, median, max } = spread(ratios);
console.log(`graph ÷ PyTorch: min ${min.toFixed(3)}, median ${median.toFixed(3)}, max ${max.toFixed(3)}`);
