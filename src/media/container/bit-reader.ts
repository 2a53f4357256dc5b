import { NotIndexed } from './not-indexed.js';

/** Reads the headers of video codecs bit by bit. @throws NotIndexed past their end. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #bit = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The payload of a NAL unit: without the zeros' guards (00 00 03). */
  static ofNal(nal: Uint8Array, headerBytes: number): BitReader {
    const bytes: number[] = [];
    let zeros = 0;
    for (const byte of nal.subarray(headerBytes)) {
      const isGuard = zeros >= 2 && byte === 3;
      zeros = byte === 0 ? zeros + 1 : 0;
      if (!isGuard) bytes.push(byte);
    }
    return new BitReader(Uint8Array.from(bytes));
  }

  bit(): number {
    const byte = this.#bytes[this.#bit >> 3];
    if (byte === undefined) throw new NotIndexed('a codec header ends early');
    return (byte >> (7 - (this.#bit++ & 7))) & 1;
  }

  /** Unsigned. @param count up to 32 */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.bit();
    return value;
  }

  skip(count: number): void {
    this.#bit += count;
  }

  /** Exp-Golomb, unsigned: ue(v). */
  ue(): number {
    let zeros = 0;
    while (this.bit() === 0) if (++zeros > 31) throw new NotIndexed('a codec header makes no sense');
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** Exp-Golomb, signed: se(v). */
  se(): number {
    const code = this.ue();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}
