#!/usr/bin/env node
// The answer to --version is known without oclif, which takes twice Node's own start to load.
import { readFileSync } from 'node:fs';
import module from 'node:module';

const isPlainPlatform = process.platform === 'darwin' || process.platform === 'win32';
const asksForVersion = process.argv.length === 3 && ['--version', '-V', 'version'].includes(process.argv[2]);
if (asksForVersion && (isPlainPlatform || !isWsl())) {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`);
} else {
  // Node 22.1 and later keep what they compiled for the next start.
  module.enableCompileCache?.();
  const { execute } = await import('@oclif/core');
  await execute({ dir: import.meta.url });
}

/** oclif calls that platform by its own name. */
function isWsl() {
  try {
    return readFileSync('/proc/version', 'utf8').toLowerCase().includes('microsoft');
  } catch {
    return false;
  }
}
