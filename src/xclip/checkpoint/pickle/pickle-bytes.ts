import { BrokenPickle } from './pickle-error.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a pickle from front to back; nothing is allocated for bytes that are not there. */
export class PickleBytes {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(byteLength: number): Buffer {
    const end = this.#at + byteLength;
    if (end > this.#bytes.length) throw new BrokenPickle('it ends inside a value');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  uint8 = (): number => this.take(1).readUInt8();
  uint16 = (): number => this.take(2).readUInt16LE();
  uint32 = (): number => this.take(4).readUInt32LE();
  int32 = (): number => this.take(4).readInt32LE();
  uint64 = (): number => Number(this.take(8).readBigUInt64LE());
  float64 = (): number => this.take(8).readDoubleBE();

  /** A two's complement of any length up to 8 bytes. */
  integer(byteLength: number): number {
    if (byteLength > 8) throw new BrokenPickle(`it has a number of ${byteLength} bytes`);
    const bytes = this.take(byteLength);
    let value = 0n;
    for (const [place, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * place);
    return Number(BigInt.asIntN(8 * byteLength, value));
  }

  text(byteLength: number): string {
    try {
      return UTF8.decode(this.take(byteLength));
    } catch (error) {
      if (error instanceof BrokenPickle) throw error;
      throw new BrokenPickle('it has a text that is not UTF-8');
    }
  }

  /** Up to the next line feed, which is not part of it. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw new BrokenPickle('it ends inside a name');
    const text = this.text(end - this.#at);
    this.take(1);
    return text;
  }
}
