/** Of what a kernel's memory grows by. */
export const PAGE_BYTES = 65_536;

/** Memory that grows by pages; what `buffer` gave before is then no more. */
export interface GrowingMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): void;
}

/** What resample-kernel.wat exports; all numbers are addresses and counts, as it says. */
export interface Kernel {
  memory: GrowingMemory;
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
