/** What single processes hold (Linux); 0 and none once they have ended. */
import { readFileSync, readdirSync } from 'node:fs';

export { childrenOf } from '../../dist/cli/bench/process-memory.js';

/** Resident memory. */
export function residentMegabytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Open files, pipes and sockets. */
export function descriptorCount(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}
