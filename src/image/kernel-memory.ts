import { RESAMPLE_KERNEL } from './resample-kernel.js';

const PAGE_BYTES = 65_536;
const ALIGNMENT = 16;

/** What resample-kernel.wat exports; all numbers are addresses and counts, as it says. */
interface Exports {
  memory: WebAssembly.Memory;
  across: (
    source: number,
    sourceStride: number,
    rows: number,
    target: number,
    targetStride: number,
    columns: number,
    first: number,
    weights: number,
    pairs: number,
  ) => void;
  down: (
    source: number,
    sourceStride: number,
    rows: number,
    target: number,
    targetStride: number,
    rowBytes: number,
    first: number,
    weights: number,
    pairs: number,
  ) => void;
}

/**
 * The kernel with its memory, which is laid out anew for every frame, and grows to what the largest frame so far needed.
 * Every Node that we run on has WebAssembly's SIMD (V8 has it from 9.1, Node 20 is at 11.3), so there is no other way.
 */
export class KernelMemory {
  readonly kernel: Exports;
  #bytes: Uint8Array;
  #used = 0;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(RESAMPLE_KERNEL, 'base64'));
    this.kernel = new WebAssembly.Instance(module).exports as Exports;
    this.#bytes = new Uint8Array(this.kernel.memory.buffer);
  }

  /** Forgets everything that was taken. */
  reset(): void {
    this.#used = 0;
  }

  /** The address of `length` bytes of anything, a multiple of 16. What `bytes` gave before may be gone. */
  take(length: number): number {
    const address = this.#used;
    this.#used += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    const missing = this.#used - this.#bytes.length;
    if (missing > 0) {
      this.kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
      this.#bytes = new Uint8Array(this.kernel.memory.buffer);
    }
    return address;
  }

  /** A view of `length` bytes from `address`, good until the next `take`. */
  bytes(address: number, length: number): Uint8Array {
    return this.#bytes.subarray(address, address + length);
  }

  write(address: number, data: Uint8Array): void {
    this.#bytes.set(data, address);
  }
}
