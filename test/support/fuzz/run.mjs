/**
 * Fuzzes every parser that is ours: docs/internals/RELIABILITY.md says what is looked for and what was found.
 *
 *   npm run fuzz -- [--target NAME]… [--count INPUTS] [--seed N]
 *   npm run fuzz -- --target NAME --seed N --input NUMBER --keep FOLDER    writes that input again
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCampaign } from './lib/campaign.mjs';
import { mutate } from './lib/mutate.mjs';
import { randomOf } from './lib/random.mjs';
import { loadTarget } from './targets/load.mjs';
import { TARGETS } from './targets/names.mjs';

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true },
    count: { type: 'string', default: '8000' },
    seed: { type: 'string', default: '1' },
    input: { type: 'string' },
    keep: { type: 'string' },
  },
});
const seed = wholeNumber('seed', values.seed);
const count = wholeNumber('count', values.count);
const names = values.target ?? TARGETS;
const unknown = names.find((name) => !TARGETS.includes(name));
if (unknown !== undefined) fail(`no target ${unknown}: there are ${TARGETS.join(', ')}`);

if (values.input !== undefined) await again(names[0] ?? '', wholeNumber('input', values.input));
else await all();

async function all() {
  let [inputs, finds] = [0, 0];
  for (const target of names) {
    const onFind = ({ input, problem }) =>
      console.log(`${target} --seed ${seed} --input ${input}: ${problem}`);
    const report = await runCampaign({ target, seed, to: count, onFind });
    inputs += report.inputs;
    finds += report.finds.length;
    const answers = [...report.answers]
      .sort(([, a], [, b]) => b - a)
      .map(([code, times]) => `${code} ${times}`);
    console.log(
      `${target}: ${report.inputs} inputs in ${report.seconds.toFixed(1)} s, ${report.finds.length} found (${answers.join(', ')})`,
    );
  }
  console.log(`${inputs} inputs, ${finds} found`);
  process.exitCode = finds === 0 ? 0 : 1;
}

/** Runs one input, and writes its files if --keep says where. */
async function again(name, input) {
  const scratch = mkdtempSync(join(tmpdir(), 'xclip-fuzz-'));
  const { seeds } = await loadTarget(name, scratch);
  rmSync(scratch, { recursive: true, force: true });
  const { seed: number, name: file, bytes } = mutate(seeds, randomOf(seed, name, input));
  if (values.keep !== undefined) {
    mkdirSync(values.keep, { recursive: true });
    for (const [other, { bytes: whole }] of Object.entries(seeds[number]))
      writeFileSync(join(values.keep, other), whole);
    writeFileSync(join(values.keep, file), bytes);
  }
  const { finds, answers } = await runCampaign({ target: name, seed, from: input, to: input + 1 });
  console.log(`${file}, ${bytes.length} bytes: ${finds[0]?.problem ?? [...answers.keys()].join()}`);
}

function wholeNumber(flag, text) {
  if (!/^\d{1,9}$/.test(text)) fail(`--${flag} must be a whole number, not ${text}`);
  return Number(text);
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
