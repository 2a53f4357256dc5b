/** What a figure was measured on. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './places.mjs';

const LOOK_MS = 2000;
/** Of all cores. More than this at other work makes a figure worthless: PyTorch's threads wait for the slowest. */
const MOST_BUSY_SHARE = 0.1;

/** The share of all cores' time that other programs take just now. */
export async function busyShare() {
  const before = coreTimes();
  await sleep(LOOK_MS);
  const after = coreTimes();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

export function isBusy(share = 0) {
  return share > MOST_BUSY_SHARE;
}

function coreTimes() {
  const times = cpus().map((core) => core.times);
  const sum = (values) => values.reduce((a, b) => a + b, 0);
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap((core) => Object.values(core))) };
}

/** What decides how fast matrices are multiplied. */
const INSTRUCTION_SETS = ['avx2', 'avx512f', 'avx512_vnni', 'avx_vnni', 'amx_int8', 'asimddp'];

export function machine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    instructions: instructionSets(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    commit: commit(),
  };
}

export function machineLine({ cpu, cores, instructions, memoryGb, node, commit: at }) {
  const sets = instructions.length === 0 ? '' : ` (${instructions.join(', ')})`;
  return `${cpu}${sets}, ${cores} cores, ${memoryGb} GB, Node ${node}, commit ${at}`;
}

function instructionSets() {
  try {
    const words = new Set(readFileSync('/proc/cpuinfo', 'utf8').split(/\s+/));
    return INSTRUCTION_SETS.filter((name) => words.has(name));
  } catch {
    return [];
  }
}

function commit() {
  try {
    const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
    return (
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', 'src') === '' ? '' : ' and changes')
    );
  } catch {
    return 'unknown';
  }
}
