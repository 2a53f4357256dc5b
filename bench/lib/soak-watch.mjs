import { closeSync, openSync, readSync } from 'node:fs';
import { childrenOf, descriptorCount, residentMegabytes } from './memory.mjs';

/** Two lines of a journal come before its first video. */
const LINES_BEFORE = 2;

/** Samples a run of `tag` and the processes that it started, until stopped. */
export class SoakWatch {
  #samples = [];
  #timer;
  #journal;

  constructor(pid, { journal, everyMs }) {
    this.#journal = new LineCounter(journal);
    this.#timer = setInterval(() => this.#sample(pid), everyMs);
  }

  stop() {
    clearInterval(this.#timer);
    return this.#samples;
  }

  #sample(pid) {
    const decoders = childrenOf(pid);
    const all = [...decoders, ...decoders.flatMap(childrenOf)];
    const sum = (count) => all.map(count).reduce((a, b) => a + b, 0);
    this.#samples.push({
      finished: Math.max(0, this.#journal.count() - LINES_BEFORE),
      mainMegabytes: residentMegabytes(pid),
      decoderMegabytes: sum(residentMegabytes),
      mainDescriptors: descriptorCount(pid),
      decoderDescriptors: decoders.map((decoder) => [decoder, descriptorCount(decoder)]),
      processes: 1 + all.length,
    });
  }
}

/** Of a file that grows: each byte is read once. */
class LineCounter {
  #path;
  #position = 0;
  #lines = 0;
  #chunk = Buffer.alloc(1 << 16);

  constructor(path) {
    this.#path = path;
  }

  count() {
    let file;
    try {
      file = openSync(this.#path, 'r');
    } catch {
      return this.#lines; // not there yet
    }
    for (;;) {
      const read = readSync(file, this.#chunk, 0, this.#chunk.length, this.#position);
      if (read === 0) break;
      this.#position += read;
      for (let i = 0; i < read; i++) if (this.#chunk[i] === 0x0a) this.#lines++;
    }
    closeSync(file);
    return this.#lines;
  }
}
