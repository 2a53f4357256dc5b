// The checks that run nothing of ours, side by side: each keeps one core busy. Their output comes whole, one after the
// other; ends with 1 if one of them found something.
import { spawn } from 'node:child_process';

const CHECKS = [
  'npx tsc -p tsconfig.json',
  'npx eslint .',
  'npx prettier --check .',
  'npx depcruise --config scripts/import-rules.mjs src',
  'node scripts/check-folders.mjs',
];

function run(check) {
  // In a shell, since npx is a script on Windows.
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

const passed = await Promise.all(CHECKS.map(run));
process.exit(passed.every(Boolean) ? 0 : 1);
