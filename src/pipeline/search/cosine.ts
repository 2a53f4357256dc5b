/** How alike two embeddings are, in double precision. Pure arithmetic. */
import { at } from '../../at.js';

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}

/**
 * From −1 to 1, and 1 of an embedding with itself to the last digit; 0 with one that is all zeros.
 * @param product of the two, and of each with itself
 */
export function cosineOf(product: number, ownOfA: number, ownOfB: number): number {
  const lengths = Math.sqrt(ownOfA * ownOfB);
  return lengths === 0 ? 0 : Math.max(-1, Math.min(1, product / lengths));
}
