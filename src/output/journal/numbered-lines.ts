import type { FileRanges } from './file-ranges.js';
import { MissingRows } from '../rows/output-rows.js';

interface Place {
  line: number;
  offset: number;
}

/** Lines by their numbers, from 0. Asking in their order, or twice for the same, does not read the file again. */
export class NumberedLines {
  /** where the last range began */
  #asked: Place;
  /** where reading has come to */
  #ahead: Place;
  readonly #first: Place;

  /** @param start offset of the first line */
  constructor(
    private readonly file: FileRanges,
    start = 0,
  ) {
    this.#first = this.#asked = this.#ahead = { line: 0, offset: start };
  }

  /** The lines from one up to, not including, another, with their newlines. @throws MissingRows */
  async *read(start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
    let place = await this.#find(start);
    this.#asked = place;
    while (place.line < end) {
      const line = await this.#lineAt(place);
      place = this.#ahead = after(place, line);
      yield line;
    }
  }

  /** @throws MissingRows */
  async offsetOf(line: number): Promise<number> {
    return (await this.#find(line)).offset;
  }

  /** How many lines begin at one or after it; a torn one counts. */
  async countFrom(line: number): Promise<number> {
    let place = this.#nearest(line);
    for (;;) {
      const next = await this.file.line(place.offset);
      if (next === undefined) break;
      place = after(place, next);
    }
    const isTorn = place.offset < this.file.sizeBytes;
    return Math.max(place.line - line + (isTorn ? 1 : 0), 0);
  }

  async #find(line: number): Promise<Place> {
    let place = this.#nearest(line);
    while (place.line < line) place = after(place, await this.#lineAt(place));
    return place;
  }

  #nearest(line: number): Place {
    return [this.#ahead, this.#asked].find((known) => known.line <= line) ?? this.#first;
  }

  async #lineAt({ offset }: Place): Promise<Buffer> {
    const line = await this.file.line(offset);
    if (line === undefined) throw new MissingRows();
    return line;
  }
}

function after({ line, offset }: Place, text: Buffer): Place {
  return { line: line + 1, offset: offset + text.length };
}
