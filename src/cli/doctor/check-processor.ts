import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import type { CheckResult } from '../../check-result.js';

export interface ProcessorFacts {
  model: string;
  arch: string;
  /** that this process may use */
  cores: number;
  /** that the machine has */
  coresOfMachine: number;
  /** what it can do, by Linux's names; undefined where the system does not list it */
  features: ReadonlySet<string> | undefined;
}

/** What the processor is, and what of it matters to products of matrices. */
export function checkProcessor({
  model,
  arch,
  cores,
  coresOfMachine,
  features,
}: ProcessorFacts): CheckResult {
  const count = cores === coresOfMachine ? `${cores} cores` : `${cores} of ${coresOfMachine} cores`;
  const named = `${model}, ${count.replace(/^1 cores$/, '1 core')}`;
  if (features === undefined) return { check: 'processor', status: 'ok', detail: named };
  const { text, isSlow } = arch === 'x64' ? ofX64(features) : ofArm64(features);
  const detail = `${named}; ${text}`;
  if (!isSlow) return { check: 'processor', status: 'ok', detail };
  return {
    check: 'processor',
    status: 'warn',
    detail,
    hint: 'take a small model, a GPU (--device), or another machine',
  };
}

function ofX64(features: ReadonlySet<string>): { text: string; isSlow: boolean } {
  if (!features.has('avx2')) return { text: 'no AVX2, without which products are slow', isSlow: true };
  const wide = features.has('avx512f') ? 'AVX2 and AVX-512' : 'AVX2';
  const int8 =
    features.has('avx512_vnni') || features.has('avx_vnni')
      ? "VNNI: --precision int8 takes about a third of fp32's time"
      : "no VNNI: --precision int8 takes about two thirds of fp32's time";
  return { text: `${wide}, ${int8}`, isSlow: false };
}

function ofArm64(features: ReadonlySet<string>): { text: string; isSlow: boolean } {
  const text = features.has('asimddp')
    ? 'it has the dot products of bytes that --precision int8 takes'
    : 'it lacks the dot products of bytes that make --precision int8 fast';
  return { text, isSlow: false };
}

/** What Linux lists of the first processor: `flags` on x86, `Features` on ARM. */
export function featuresOf(cpuinfo: string): ReadonlySet<string> | undefined {
  const list = /^(?:flags|Features)\s*:\s*(.+)$/m.exec(cpuinfo)?.[1];
  return list === undefined ? undefined : new Set(list.trim().split(/\s+/));
}

export async function readProcessor(): Promise<ProcessorFacts> {
  const all = cpus();
  const cpuinfo = process.platform === 'linux' ? await readFile('/proc/cpuinfo', 'utf8').catch(() => '') : '';
  return {
    model: all[0]?.model.trim() ?? 'unknown',
    arch: process.arch,
    cores: availableParallelism(),
    coresOfMachine: Math.max(all.length, availableParallelism()),
    features: featuresOf(cpuinfo),
  };
}
