import { badAnswer, unreachable } from './hub-errors.js';

/** A page of the Hub lists a thousand files. */
const MOST_PAGES = 200;
/** Of all pages together: as many files again. A checkpoint has about ten. */
const MOST_BYTES = 64 * 1024 * 1024;
/** What all pages together may take, in times that one may be silent. */
const MOST_TIMEOUTS = 10;

/** What asking for one list of files may cost, whatever a server makes of the question. */
export class ListingLimits {
  readonly #endMs: number;
  #pages = 0;
  #bytes = 0;

  /** @param host for messages */
  constructor(
    private readonly host: string,
    private readonly timeoutMs: number,
  ) {
    this.#endMs = performance.now() + MOST_TIMEOUTS * timeoutMs;
  }

  /** Bytes that the next page may have. */
  get bytesLeft(): number {
    return MOST_BYTES - this.#bytes;
  }

  /** @throws CheckpointError HUB_BAD_ANSWER, HUB_UNREACHABLE */
  beginPage(): void {
    this.#pages += 1;
    if (this.#pages > MOST_PAGES)
      throw badAnswer(this.host, `a list of files of more than ${MOST_PAGES} pages`);
    if (performance.now() > this.#endMs) {
      const seconds = (MOST_TIMEOUTS * this.timeoutMs) / 1000;
      throw unreachable(this.host, `its list of files was not whole after ${seconds} s`);
    }
  }

  endPage(bytes: number): void {
    this.#bytes += bytes;
  }
}
