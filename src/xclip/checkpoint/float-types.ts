import type { WeightType } from './stored-tensor.js';

/**
 * Little-endian fp32, fp16 or bf16 bytes as fp32: every value of the narrower types is one of the wider, so the
 * conversion is exact.
 */
export function toFloat32(bytes: Uint8Array<ArrayBuffer>, type: WeightType): Float32Array<ArrayBuffer> {
  if (type === 'float32') return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  const bits = new Uint32Array(halves.length);
  const widen = type === 'bfloat16' ? widenBfloat16 : widenFloat16;
  for (let i = 0; i < halves.length; i++) bits[i] = widen(halves[i] ?? 0);
  return new Float32Array(bits.buffer);
}

function widenBfloat16(half: number): number {
  return half << 16;
}

/** The bits of an fp16 as those of the same number in fp32. */
function widenFloat16(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent !== 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal: shift its highest bit to the implicit place.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
