/** Resident memory of single processes (Linux); 0 and none once they have ended. */
import { readFileSync } from 'node:fs';

export { childrenOf } from '../../dist/cli/process-memory.js';

export function residentMegabytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
