/** Makes what is missing, once: the Python environment, checkpoints with random weights, sets of clips. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CACHE, ROOT } from './places.mjs';

const REQUIREMENTS = join(ROOT, 'test/fixtures/requirements.txt');
const BUNDLED = 'tiny-shapes';

function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
}

/** XCLIP_BENCH_PYTHON, else the repository's .venv, else one of our own with the reference's pinned packages. */
export function python() {
  const own = join(CACHE, 'venv/bin/python');
  const found = [process.env.XCLIP_BENCH_PYTHON, join(ROOT, '.venv/bin/python'), own].find(
    (path) => path !== undefined && existsSync(path),
  );
  return found ?? installPython(own);
}

function installPython(path) {
  const folder = dirname(dirname(path));
  const partial = `${folder}.partial`;
  console.error(`installing PyTorch and the rest of the reference into ${folder} (about 6 GB, once)`);
  rmSync(partial, { recursive: true, force: true });
  run(process.env.PYTHON ?? 'python3.11', ['-m', 'venv', partial]);
  run(join(partial, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS]);
  // Its scripts name the old folder; its interpreter, which is all that is used, does not.
  renameSync(partial, folder);
  return path;
}

/** A bundled model's name as it is, or the folder of a checkpoint of that architecture with random weights. */
export function checkpoint(name) {
  if (name === BUNDLED) return join(ROOT, 'models', name);
  return made(join(CACHE, 'checkpoints', name), (folder) =>
    run(python(), [join(ROOT, 'test/fixtures/make/full_size.py'), folder, '--arch', name]),
  );
}

/** The files of a set of clips. */
export function clips(set) {
  if (set === 'hour-1080p') clips('minute-1080p');
  const folder = made(join(CACHE, 'clips', set), (partial) =>
    run(python(), [join(ROOT, 'bench/python/make_clips.py'), set, partial]),
  );
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

/** Whole or not at all. */
function made(folder, make) {
  if (existsSync(folder)) return folder;
  console.error(`making ${folder}`);
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  make(partial);
  renameSync(partial, folder);
  return folder;
}
