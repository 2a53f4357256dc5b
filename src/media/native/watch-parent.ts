import { Worker } from 'node:worker_threads';

const LOOK_EVERY_MS = 500;
const HEAP_MEGABYTES = 8;

/**
 * Kills this process when its parent is gone, from a thread of its own: the main one may be stuck in a native call and
 * never see the disconnect.
 */
export function watchParent(): void {
  const code = `
    const parent = process.ppid;
    const isGone = () => {
      if (process.ppid !== parent) return true;
      try { process.kill(parent, 0); } catch (error) { return error.code === 'ESRCH'; }
      return false;
    };
    setInterval(() => { if (isGone()) process.kill(process.pid, 'SIGKILL'); }, ${LOOK_EVERY_MS});`;
  const resourceLimits = { maxOldGenerationSizeMb: HEAP_MEGABYTES };
  new Worker(code, { eval: true, resourceLimits }).unref();
}
