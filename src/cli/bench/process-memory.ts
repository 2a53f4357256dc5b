import { readFileSync, readdirSync } from 'node:fs';

/** Memory of a process and of all processes it started, in bytes. */
export interface TreeMemory {
  /** resident: the sum of the two below */
  residentBytes: number;
  /** heaps and buffers, which no other process shares */
  privateBytes: number;
  /** pages of files, such as weights and libraries, that processes share; counted in each process that maps them */
  mappedBytes: number;
  processes: number;
}

/** Undefined where the system does not tell (it is Linux's `/proc` that does) and once the process has ended. */
export function treeMemory(pid: number): TreeMemory | undefined {
  const tree = [pid, ...descendantsOf(pid)].map(memoryOf).filter((memory) => memory !== undefined);
  if (tree.length === 0) return undefined;
  const sum = (key: 'residentBytes' | 'privateBytes'): number => tree.reduce((all, one) => all + one[key], 0);
  const residentBytes = sum('residentBytes');
  const privateBytes = sum('privateBytes');
  return {
    residentBytes,
    privateBytes,
    mappedBytes: residentBytes - privateBytes,
    processes: tree.length,
  };
}

/** Samples a process and all it started until stopped, and keeps the moment of most resident memory. */
export class MemoryWatch {
  readonly #timer: NodeJS.Timeout;
  readonly #pid: number;
  peak: TreeMemory | undefined;

  constructor(pid: number, everyMs = 250) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#sample(), everyMs);
    this.#sample();
  }

  stop(): TreeMemory | undefined {
    clearInterval(this.#timer);
    return this.peak;
  }

  #sample(): void {
    const memory = treeMemory(this.#pid);
    if (memory !== undefined && memory.residentBytes > (this.peak?.residentBytes ?? 0)) this.peak = memory;
  }
}

function descendantsOf(pid: number): number[] {
  const children = childrenOf(pid);
  return [...children, ...children.flatMap(descendantsOf)];
}

/** The processes that a process started: each of its threads has a list. None where the system does not tell. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function memoryOf(pid: number): { residentBytes: number; privateBytes: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const bytes = (name: string): number =>
      1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]);
    const residentBytes = bytes('Rss');
    const privateBytes = bytes('Anonymous');
    return Number.isNaN(residentBytes + privateBytes) ? undefined : { residentBytes, privateBytes };
  } catch {
    return undefined;
  }
}
