/**
 * Thrift's compact protocol, as far as it takes to know what a structure claims before hyparquet makes objects of it:
 * that reader allocates what lengths say. https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

/** Whole numbers of up to 32 bits, and structures of such, by field number; what is of another type is undefined. */
export type ThriftStruct = ReadonlyMap<number, number | ThriftStruct | undefined>;

const MOST_DEPTH = 12;
const STRUCT = 12;

export class ThriftReader {
  readonly #bytes: Uint8Array;
  #valuesLeft: number;
  #at = 0;

  /** @param mostValues more of them are refused: each becomes an object */
  constructor(bytes: Uint8Array, mostValues: number) {
    this.#bytes = bytes;
    this.#valuesLeft = mostValues;
  }

  /** How many bytes have been read. */
  get position(): number {
    return this.#at;
  }

  /** @throws Error if it ends early, is nested too deep, or holds too many values */
  struct(depth = 0): ThriftStruct {
    if (depth > MOST_DEPTH) throw new Error('it is nested without end');
    const fields = new Map<number, number | ThriftStruct | undefined>();
    let id = 0;
    for (;;) {
      const head = this.#byte();
      const type = head & 0x0f;
      if (type === 0) return fields;
      const step = head >> 4;
      id = step === 0 ? this.#int32() : id + step;
      fields.set(id, this.#value(type, depth));
    }
  }

  #value(type: number, depth: number): number | ThriftStruct | undefined {
    if (--this.#valuesLeft < 0) throw new Error('it holds too many values');
    switch (type) {
      case 1: // true
      case 2: // false
        return undefined;
      case 3: // byte
        return (this.#byte() << 24) >> 24;
      case 4: // i16
      case 5: // i32
        return this.#int32();
      case 6: // i64
        this.#skipVarint();
        return undefined;
      case 7: // double
        this.#skip(8);
        return undefined;
      case 8: // binary
        this.#skip(this.#unsigned32());
        return undefined;
      case 9:
        this.#list(depth);
        return undefined;
      case STRUCT:
        return this.struct(depth + 1);
      default:
        throw new Error(`it has a value of type ${type}`);
    }
  }

  #list(depth: number): void {
    const head = this.#byte();
    const type = head & 0x0f;
    const count = head >> 4 === 15 ? this.#unsigned32() : head >> 4;
    const isFlags = type === 1 || type === 2;
    for (let i = 0; i < count; i++) this.#value(isFlags ? 3 : type, depth + 1);
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new Error('it ends early');
    return byte;
  }

  #skip(byteLength: number): void {
    this.#at += byteLength;
    if (this.#at > this.#bytes.length) throw new Error('it ends early');
  }

  /** Readers differ in what they make of more bits. */
  #unsigned32(): number {
    let value = 0;
    for (let place = 0; place < 5; place++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** (7 * place);
      if (byte < 0x80 && value < 2 ** 32) return value;
    }
    throw new Error('it has a number of more than 32 bits');
  }

  /** Zigzag. */
  #int32(): number {
    const value = this.#unsigned32();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #skipVarint(): void {
    for (let place = 0; place < 10; place++) if (this.#byte() < 0x80) return;
    throw new Error('it has a number of more than 64 bits');
  }
}
