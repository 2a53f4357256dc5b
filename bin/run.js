#!/usr/bin/env node
// The answer to --version is known without oclif, which takes twice Node's own start to load.
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { homedir, userInfo } from 'node:os';

const isPlainPlatform = process.platform === 'darwin' || process.platform === 'win32';
const asksForVersion = process.argv.length === 3 && ['--version', '-V', 'version'].includes(process.argv[2]);
if (asksForVersion && (isPlainPlatform || !isWsl())) {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`);
} else {
  ensureShell();
  await ensureHome();
  if (!isQuestion(process.argv)) await ensureLimits();
  // Node 22.1 and later keep what they compiled for the next start.
  module.enableCompileCache?.();
  const { execute } = await import('@oclif/core');
  await execute({ dir: import.meta.url });
}

/** oclif asks the system's accounts for it where no variable names it, and ends with a stack trace where there is none. */
function ensureShell() {
  if (process.env.SHELL !== undefined || process.platform === 'win32') return;
  try {
    userInfo();
  } catch {
    // No account of this user's number, as in a container.
    process.env.SHELL = '/bin/sh';
  }
}

/** oclif, and what it loads, ends with a stack trace where the system knows no home folder. */
async function ensureHome() {
  try {
    if (homedir() !== '') return;
  } catch {
    // No HOME, and no account of this user's number.
  }
  const { knownHome, temporaryHome } = await import('../dist/cache/home-folder.js');
  const known = knownHome();
  process.env.HOME = known ?? temporaryHome();
  const { XCLIP_CACHE, HF_HOME, HF_HUB_CACHE } = process.env;
  if (known !== undefined || (XCLIP_CACHE && (HF_HOME || HF_HUB_CACHE)) || isQuestion(process.argv)) return;
  process.stderr.write(
    `xclip: this user has no home folder: caches go to ${process.env.HOME}; set XCLIP_CACHE and HF_HOME to keep them elsewhere\n`,
  );
}

/** Modules load side by side: where few files may be open, a command ends before it could say why. */
async function ensureLimits() {
  const { requireOpenFiles } = await import('../dist/process-limits.js');
  try {
    requireOpenFiles();
  } catch (error) {
    const { code, message, hint } = error;
    if (process.argv.includes('--json'))
      console.log(JSON.stringify({ error: { code, message, hint } }, null, 2));
    else console.error(`xclip: ${error.toLine()}`);
    process.exit(error.exitCode);
  }
}

/** A help text needs little, and nothing is cached for it. */
function isQuestion(argv) {
  return argv.length < 3 || argv.some((arg) => arg === '--help' || arg === '-h' || arg === 'help');
}

/** oclif calls that platform by its own name. */
function isWsl() {
  try {
    return readFileSync('/proc/version', 'utf8').toLowerCase().includes('microsoft');
  } catch {
    return false;
  }
}
