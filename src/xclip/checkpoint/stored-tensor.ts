/** Element types that checkpoints store; weights are the floating ones, the rest are buffers that nothing reads. */
export const ELEMENT_BYTES = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
} as const;
export type ElementType = keyof typeof ELEMENT_BYTES;

/** The most dimensions that a tensor can have; X-CLIP's have four at most. */
export const MAX_RANK = 16;

/** A tensor as it lies on disk, row-major: nothing of it has been read. */
export interface StoredTensor {
  name: string;
  elementType: ElementType;
  shape: readonly number[];
  /** absolute path of the file, links resolved */
  file: string;
  byteOffset: number;
  byteLength: number;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** The types that weights come in. */
export const WEIGHT_TYPES = ['float32', 'float16', 'bfloat16'] as const satisfies readonly ElementType[];
export type WeightType = (typeof WEIGHT_TYPES)[number];

/** A stored tensor of a floating type that graphs take. */
export interface Weight extends StoredTensor {
  elementType: WeightType;
}
