/**
 * How often `--precision int8` gives the first label that fp32 gives: the bundled model, on the 200 clips that its card
 * was measured with.
 *
 *   node bench/int8-agreement.mjs [--clips 200] [--python .venv/bin/python]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const model = join(root, 'models/tiny-shapes');
const { values: options } = parseArgs({
  options: {
    clips: { type: 'string', default: '200' },
    python: { type: 'string', default: join(root, '.venv/bin/python') },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'xclip-int8-'));
const render = `
import sys; sys.path.insert(0, sys.argv[1])
from pathlib import Path
from evaluate import EVALUATION_SEED, render_clips
render_clips(Path(sys.argv[2]), int(sys.argv[3]), EVALUATION_SEED)`;

function tag(precision) {
  const flags = ['--labels', join(model, 'labels.txt'), '--format', 'jsonl', '--top-k', '105'];
  const command = [
    join(root, 'bin/run.js'),
    'tag',
    folder,
    '--model',
    model,
    '--precision',
    precision,
    ...flags,
  ];
  const output = execFileSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

try {
  execFileSync(options.python, ['-c', render, join(model, 'training'), folder, options.clips]);
  const [fp32, int8] = [tag('fp32'), tag('int8')];
  let same = 0;
  let largest = 0;
  for (const [i, { video, labels }] of fp32.entries()) {
    const others = new Map(int8[i].labels.map(({ label, logit }) => [label, logit]));
    for (const { label, logit } of labels) largest = Math.max(largest, Math.abs(logit - others.get(label)));
    if (labels[0].label === int8[i].labels[0].label) same += 1;
    else console.log(`${video}: ${labels[0].label} in fp32, ${int8[i].labels[0].label} in int8`);
  }
  console.log(
    `${same} of ${fp32.length} clips have the same first label (${((100 * same) / fp32.length).toFixed(1)} %)`,
  );
  console.log(`largest difference of a logit over all labels: ${largest.toFixed(3)} (logit scale 20.7)`);
} finally {
  rmSync(folder, { recursive: true });
}
