import { CheckpointError } from '../../errors.js';

const MAX_SHOWN_CHARS = 100;

/** A name from an untrusted file as a message may hold it: short, and escaped unless it is a plain one. */
export function shown(name: string): string {
  if (/^[\w.:/-]{1,100}$/.test(name)) return name;
  return JSON.stringify(name.length > MAX_SHOWN_CHARS ? `${name.slice(0, MAX_SHOWN_CHARS)}…` : name);
}

/** The file is cut short, foreign, or contradicts itself. */
export function broken(path: string, why: string, cause?: unknown): CheckpointError {
  return new CheckpointError(`${path} is broken: ${why}`, {
    code: 'BROKEN_CHECKPOINT',
    hint: 'download it again',
    cause,
  });
}

/** The file may be whole, but is of a kind that is not read. */
export function unsupported(path: string, what: string, hint: string): CheckpointError {
  return new CheckpointError(`${path} cannot be read: ${what}`, { code: 'UNSUPPORTED_CHECKPOINT', hint });
}
