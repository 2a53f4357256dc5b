import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is cut: only damage or an attack makes one. */
const MAX_LINE_CHARACTERS = 64 * 1024;
const NEWLINE = 10;

/** Turns chunks of bytes into lines, holding no more than one line. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    // What will be cut is not even decoded: a line without end would fill the heap with what is thrown away.
    if (this.#rest.length >= MAX_LINE_CHARACTERS && !chunk.includes(NEWLINE)) return;
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, MAX_LINE_CHARACTERS);
    for (const line of lines) this.#onLine(line);
  }

  /** Call once at the end: the last line may lack its newline. */
  end(): void {
    if (this.#rest !== '') this.#onLine(this.#rest);
    this.#rest = '';
  }
}
