import { type Kernel, PAGE_BYTES } from './kernel.js';
import { plainKernel } from './plain-kernel.js';
import { RESAMPLE_KERNEL } from './resample-kernel.js';

const ALIGNMENT = 16;

/** The kernel with its memory, which is laid out anew for every frame, and grows to what the largest frame so far needed. */
export class KernelMemory {
  #bytes: Uint8Array;
  #used = 0;

  constructor(readonly kernel: Kernel = fastestKernel()) {
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

/** Every Node that we run on has WebAssembly's SIMD (V8 has it from 9.1, Node 20 is at 11.3); not every system lets it run. */
function fastestKernel(): Kernel {
  try {
    const module = new WebAssembly.Module(Buffer.from(RESAMPLE_KERNEL, 'base64'));
    return new WebAssembly.Instance(module).exports as Kernel;
  } catch {
    return plainKernel();
  }
}
