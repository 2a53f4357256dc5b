import { createHash } from 'node:crypto';
import { outcomeFields, type VideoOutcome } from './journal-format.js';

/** Tells whether bytes are those that were written: 64 bits are plenty against accidents. */
const SUM_DIGITS = 16;

/** Of one video's bytes in the output and in the errors file, as they are written, and of what is said of it. */
export class VideoSum {
  readonly #rows = createHash('sha256');
  readonly #errors = createHash('sha256');

  addRows(bytes: string | Uint8Array): void {
    this.#rows.update(bytes);
  }

  addErrors(bytes: string | Uint8Array): void {
    this.#errors.update(bytes);
  }

  /** Once, at the end. */
  digest(outcome: VideoOutcome): string {
    const said = JSON.stringify(outcomeFields(outcome));
    const all = `${this.#rows.digest('hex')} ${this.#errors.digest('hex')} ${said}`;
    return createHash('sha256').update(all).digest('hex').slice(0, SUM_DIGITS);
  }
}
