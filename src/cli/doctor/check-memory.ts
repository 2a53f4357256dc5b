import { freemem, totalmem } from 'node:os';
import type { CheckResult } from '../../check-result.js';
import { bytesText } from '../terminal/bytes-text.js';

export interface MemoryFacts {
  /** of the machine */
  totalBytes: number;
  /** that can be had without swapping */
  freeBytes: number;
  /** of the container or control group; undefined if there is none */
  limitBytes: number | undefined;
}

/** Resident with base-patch32 in fp32 and its decoders (docs/PERFORMANCE.md). */
const FULL_SIZE_BYTES = 1.1e9;

/** Whether a full-size model fits. */
export function checkMemory({ totalBytes, freeBytes, limitBytes }: MemoryFacts): CheckResult {
  const limit = limitBytes === undefined ? '' : `, of which this process may use ${bytesText(limitBytes)}`;
  const detail = `${bytesText(freeBytes)} free of ${bytesText(totalBytes)}${limit}; a full-size model takes about 1 GB`;
  if (freeBytes >= FULL_SIZE_BYTES) return { check: 'memory', status: 'ok', detail };
  const isLimit = Math.min(limitBytes ?? Infinity, totalBytes) < FULL_SIZE_BYTES;
  return {
    check: 'memory',
    status: 'warn',
    detail,
    hint: isLimit
      ? "raise the container's limit, or take --precision int8 --decoders 1, or a small model such as tiny-shapes"
      : 'end other programs, or take --precision int8 --decoders 1',
  };
}

export function readMemory(): MemoryFacts {
  const totalBytes = totalmem();
  const limitBytes = limitOf(process.constrainedMemory(), totalBytes);
  // Node 20.13 and later know what a container leaves.
  const available = 'availableMemory' in process ? process.availableMemory() : Infinity;
  return { totalBytes, freeBytes: Math.min(freemem(), available, limitBytes ?? Infinity), limitBytes };
}

/** Without a limit, Node says 0, nothing, or more than there is. */
export function limitOf(constrained: number | undefined, totalBytes: number): number | undefined {
  return constrained === undefined || constrained <= 0 || constrained >= totalBytes ? undefined : constrained;
}
