/** What the system lets a process have (`ulimit`, batch systems), where that is too little to begin with. */
import { readFileSync } from 'node:fs';
import { XclipError } from './errors.js';

/** Modules are opened side by side while a command loads; then come pipes to decoders. Measured: 64 are too few, 80 do. */
const LEAST_OPEN_FILES = 96;
/** Node reserves a gigabyte of addresses, its inference thread and a decoder's node-av as much again. Measured: 1.8 GB. */
const LEAST_ADDRESS_BYTES = 2 * 1024 ** 3;

/** As Linux's /proc/self/limits names them. */
type LimitName = 'Max open files' | 'Max address space';

/** @throws XclipError FILE_LIMIT */
export function requireOpenFiles(limit = limitOf('Max open files')): void {
  if (limit >= LEAST_OPEN_FILES) return;
  throw new XclipError(
    `a process may open no more than ${limit} files here, and a run needs ${LEAST_OPEN_FILES}`,
    {
      code: 'FILE_LIMIT',
      hint: 'raise the limit: ulimit -n 1024',
    },
  );
}

/**
 * V8 ends the whole process where it is refused addresses, so that nobody could say why afterwards.
 * @throws XclipError ADDRESS_LIMIT
 */
export function requireAddresses(limit = limitOf('Max address space')): void {
  if (limit >= LEAST_ADDRESS_BYTES) return;
  const needed = `a run reserves more than ${gibibytes(LEAST_ADDRESS_BYTES)}`;
  throw new XclipError(
    `a process may have no more than ${gibibytes(limit)} of addresses here, and ${needed}`,
    {
      code: 'ADDRESS_LIMIT',
      hint: `${RAISE} (most of what is reserved is never used)`,
    },
  );
}

/** What to do where something was refused that takes addresses, if they are limited at all. */
export function addressHint(limit = limitOf('Max address space')): string | undefined {
  if (limit === Infinity) return undefined;
  return `a process may have no more than ${gibibytes(limit)} of addresses here: ${RAISE}`;
}

const RAISE = 'raise the limit: ulimit -v unlimited';

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}

/** Infinity where there is none, or the system does not tell. */
export function limitOf(name: LimitName, text: string = readLimits()): number {
  const soft = new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(text)?.[1];
  return soft === undefined ? Infinity : Number(soft);
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
