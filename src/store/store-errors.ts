import { XclipError } from '../errors.js';

/** Not what `xclip embed` writes. */
export function notAStore(path: string, why: string, cause?: unknown): XclipError {
  return new XclipError(`${path} is not a feature store: ${why}`, {
    code: 'NOT_A_STORE',
    hint: 'make one with: xclip embed VIDEOS -o NAME.parquet',
    cause,
  });
}

/** A store of which nothing can be saved. */
export function lostStore(path: string, why: string): XclipError {
  return new XclipError(`${path} is cut short: ${why}`, {
    code: 'STORE_CUT',
    hint: 'copy it again, or embed the videos again',
  });
}

/** A store whose end is whole but whose rows are not. */
export function damagedStore(path: string, why: string, cause?: unknown): XclipError {
  return new XclipError(`${path} is damaged: ${why}`, {
    code: 'STORE_DAMAGED',
    hint: 'copy it again, or embed the videos again',
    cause,
  });
}
