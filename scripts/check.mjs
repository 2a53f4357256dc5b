// The checks that run nothing of ours, in two lanes that keep a core busy each: eslint takes as long as all the others.
// Their output comes whole, one after the other; ends with 1 if one of them found something.
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

const LANES = [
  ['eslint --concurrency auto .'],
  [
    'tsc -p tsconfig.json',
    'tsc -p page/tsconfig.json',
    'tsc -p test/report/page/browser/tsconfig.json',
    'prettier --check .',
    'depcruise --config scripts/import-rules.mjs src',
    'node scripts/check-folders.mjs',
    'node scripts/docs.mjs --check',
  ],
];

process.env.PATH = `${join('node_modules', '.bin')}${delimiter}${process.env.PATH}`;

function run(check) {
  // In a shell, since most of them are scripts on Windows.
  const child = spawn(check, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (status) => {
      process.stdout.write(`\n> ${check}\n${Buffer.concat(output).toString()}`);
      resolve(status === 0);
    });
  });
}

async function runAll(checks) {
  const passed = [];
  for (const check of checks) passed.push(await run(check));
  return passed;
}

const passed = await Promise.all(LANES.map(runAll));
process.exit(passed.flat().every(Boolean) ? 0 : 1);
