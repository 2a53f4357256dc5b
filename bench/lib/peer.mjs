/** The Python programs that ours is measured against: each in a process of its own, loaded once. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { MemoryWatch } from '../../dist/cli/bench/process-memory.js';
import { CACHE, ROOT } from './places.mjs';
import { python } from './setup.mjs';

/** Adding up the pages of a large process takes it some time. */
const MEMORY_EVERY_MS = 1000;
const PEER = join(ROOT, 'bench/python/peer.py');

/** Stopped (SIGSTOP) but in its turn, so that no thread of it spins in another's. */
export class PythonPeer {
  #process;
  #lines;
  /** Versions, threads and the image processor that it took. */
  facts;
  /** Seconds from the start of the process until the model was loaded. */
  loadSeconds;

  static async start(checkpoint, mode) {
    const peer = new PythonPeer();
    const started = performance.now();
    peer.#process = spawn(python(), [PEER, checkpoint, mode], {
      stdio: ['pipe', 'pipe', 'ignore'],
      // Compiled once for all runs.
      env: { ...process.env, TORCHINDUCTOR_CACHE_DIR: join(CACHE, 'inductor'), HF_HUB_OFFLINE: '1' },
    });
    // A stopped process would never notice that its asker is gone.
    process.once('exit', () => peer.stop());
    peer.#lines = createInterface({ input: peer.#process.stdout })[Symbol.asyncIterator]();
    peer.facts = await peer.#answer();
    peer.loadSeconds = (performance.now() - started) / 1000;
    peer.#process.kill('SIGSTOP');
    return peer;
  }

  /** @param request videos, labels, seed, most_seconds @returns what peer.py answers, with the peak of memory */
  async tag(request) {
    this.#process.kill('SIGCONT');
    const memory = new MemoryWatch(this.#process.pid, MEMORY_EVERY_MS);
    try {
      this.#process.stdin.write(`${JSON.stringify(request)}\n`);
      return { ...(await this.#answer()), memory: memory.peak };
    } finally {
      memory.stop();
      this.#process.kill('SIGSTOP');
    }
  }

  stop() {
    this.#process.kill('SIGKILL');
  }

  async #answer() {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error('the Python peer ended');
    const answer = JSON.parse(value);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }
}
