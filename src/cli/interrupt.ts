import { EXIT } from '../errors.js';

export interface Interrupt {
  readonly interrupted: boolean;
  /** Takes the handlers away again. */
  release(): void;
}

/** The first Ctrl-C (or SIGTERM) asks the run to finish what is in flight; the second ends it at once. */
export function watchInterrupts(onFirst: () => void): Interrupt {
  let interrupted = false;
  const handle = (): void => {
    if (interrupted) process.exit(EXIT.interrupted);
    interrupted = true;
    onFirst();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    get interrupted() {
      return interrupted;
    },
    release: () => {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}
