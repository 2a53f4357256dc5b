import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Of JavaScript's values; those of an honest input of these sizes take a tenth. */
const HEAP_MB = 256;
const LOOK_EVERY_MS = 50;

/**
 * Runs the inputs `from` up to, not including, `to` of a target. One that hangs or takes too much memory ends its
 * thread; the next begins in a new one.
 */
export async function runCampaign({ target, seed, from = 0, to, hangMs = 5000, onFind = () => undefined }) {
  const folder = scratchFolder();
  const startMs = performance.now();
  const finds = [];
  const answers = new Map();
  const add = (find) => {
    finds.push(find);
    onFind(find);
  };
  try {
    for (let next = from; next < to;) {
      const end = await runUntilStopped({ name: target, seed, from: next, to, folder }, hangMs, add);
      for (const [answer, count] of end.answers ?? [])
        answers.set(answer, (answers.get(answer) ?? 0) + count);
      if (end.problem !== undefined) add({ input: end.input, problem: end.problem });
      next = end.input + 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { target, inputs: to - from, seconds: (performance.now() - startMs) / 1000, finds, answers };
}

/** In memory where there is such a place: two files are written an input, six times faster than on a disk. */
function scratchFolder() {
  try {
    return mkdtempSync('/dev/shm/xclip-fuzz-');
  } catch {
    return mkdtempSync(join(tmpdir(), 'xclip-fuzz-'));
  }
}

/** Until the last input, or one that ends the thread. */
function runUntilStopped(work, hangMs, onFind) {
  const control = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
    workerData: { ...work, control },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    stdout: true,
    stderr: true,
  });
  return new Promise((resolve, reject) => {
    let seen = -1;
    let sinceMs = performance.now();
    const stop = (end) => {
      clearInterval(watch);
      void worker.terminate().then(() => resolve(end));
    };
    const watch = setInterval(() => {
      const input = Atomics.load(control, 0);
      if (input !== seen) [seen, sinceMs] = [input, performance.now()];
      else if (input >= 0 && performance.now() - sinceMs > hangMs) {
        stop({ input, problem: `no answer within ${hangMs} ms` });
      }
    }, LOOK_EVERY_MS);
    worker.on('message', (message) => {
      if (message.kind === 'found') onFind({ input: message.input, problem: message.problem });
      else stop({ input: work.to - 1, answers: message.answers });
    });
    worker.on('error', (error) => {
      const input = Atomics.load(control, 0);
      clearInterval(watch);
      // Before the first input it is the fuzzer that is broken.
      if (input < 0) reject(error);
      else resolve({ input, problem: `the thread ended: ${error.stack ?? error.message}` });
    });
  });
}
