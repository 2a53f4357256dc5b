import { killDecoders } from '../../media/pool/process-groups.js';

export interface Interrupt {
  readonly interrupted: boolean;
  /** Takes the handlers away again. */
  release(): void;
}

/** The first Ctrl-C (or SIGTERM) asks the run to finish what is in flight; the second ends it at once. */
export function watchInterrupts(onFirst: () => void): Interrupt {
  let interrupted = false;
  const handle = (): void => {
    if (interrupted) endAtOnce();
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

/**
 * Dies of SIGINT, as if nobody listened, which shells report as 130. `process.exit` would wait until the inference thread
 * comes out of the runtime, and abort with it. Decoders end by themselves when this process is gone, but for those that are
 * stopped.
 */
function endAtOnce(): void {
  killDecoders();
  process.removeAllListeners('SIGINT');
  process.kill(process.pid, 'SIGINT');
}
