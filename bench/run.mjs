/**
 * Measures ours against the program of X-CLIP's documentation page, and renders docs/PERFORMANCE.md from the results:
 *
 *   npm run bench -- [--suite short,labels,windows,hd,long,tiny,growth,start] [--rounds 5] [--quick] [--only base-patch16]
 *   npm run bench -- --render        # the tables and charts again, from the results that are there
 *
 * Makes what it needs the first time (PyTorch, checkpoints, clips: some 9 GB in ~/.cache/xclip-bench).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './lib/compare.mjs';
import { busyShare, isBusy, machine, machineLine } from './lib/machine.mjs';
import { RESULTS } from './lib/places.mjs';
import { createWorkspace } from './lib/workspace.mjs';
import { renderDocument } from './render/document.mjs';
import { COMPARISONS } from './suites/comparisons.mjs';
import { growth } from './suites/growth.mjs';
import { long } from './suites/long.mjs';
import { start } from './suites/start.mjs';

const FULL = { rounds: 5, clipCount: 24, peerSeconds: 10, modes: ['fp32', 'bf16', 'compile'] };
/** Enough to see that all of it works, and roughly what it gives. */
const QUICK = { rounds: 2, clipCount: 8, peerSeconds: 3, modes: ['fp32'] };

const OTHERS = { long, growth, start };
const SUITES = [...Object.keys(COMPARISONS), ...Object.keys(OTHERS)];

const { values: options } = parseArgs({
  options: {
    suite: { type: 'string', default: SUITES.join(',') },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    render: { type: 'boolean', default: false },
  },
});
const suites = options.render ? [] : options.suite.split(',');
const unknown = suites.find((suite) => !SUITES.includes(suite));
if (unknown !== undefined)
  throw new Error(`no suite is called ${unknown}: take some of ${SUITES.join(', ')}`);

const sizes = options.quick ? QUICK : FULL;
const settings = {
  ...sizes,
  rounds: options.rounds === undefined ? sizes.rounds : Number(options.rounds),
  quick: options.quick,
  only: options.only,
  report: (line) => console.error(line),
};

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

for (const suite of suites) {
  const workspace = createWorkspace();
  const began = performance.now();
  try {
    console.error(`${suite}: ${machineLine(machine())}`);
    const busy = await busyShare();
    if (isBusy(busy))
      console.error(`other work takes ${Math.round(100 * busy)} % of the cores: stop it, or trust no figure`);
    const measured = await measure(suite, { ...settings, workspace });
    write(suite, {
      suite,
      machine: machine(),
      busy,
      date: new Date().toISOString().slice(0, 10),
      command: `npm run bench -- --suite ${suite}${options.quick ? ' --quick' : ''}`,
      minutes: Math.ceil((performance.now() - began) / 60_000),
      ...{ rounds: settings.rounds, ...withKept(suite, measured) },
    });
  } finally {
    workspace.remove();
  }
}
await renderDocument();

async function measure(suite, context) {
  const plans = COMPARISONS[suite];
  if (plans === undefined) return OTHERS[suite](context);
  const comparisons = [];
  for (const plan of plans.filter(({ title }) => title.includes(context.only))) {
    comparisons.push(await compare({ clipCount: context.clipCount, ...plan }, context));
  }
  return { comparisons };
}

/** With --only, what an earlier run on this machine measured besides stays. */
function withKept(suite, measured) {
  const file = join(RESULTS, `${suite}.json`);
  if (options.only === '' || !existsSync(file)) return measured;
  const earlier = JSON.parse(readFileSync(file, 'utf8'));
  if (machineLine(earlier.machine) !== machineLine(machine())) return measured;
  const merged = (key, nameOf) => {
    const fresh = measured[key];
    if (fresh === undefined) return {};
    const kept = (earlier[key] ?? []).filter((one) => fresh.every((other) => nameOf(other) !== nameOf(one)));
    return { [key]: [...kept, ...fresh] };
  };
  return {
    ...measured,
    ...merged('comparisons', ({ title }) => title),
    ...merged('lines', ({ name }) => name),
  };
}

function write(suite, result) {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${suite}.json`), `${JSON.stringify(result, null, 1)}\n`);
}
