/** fp16 and bf16, which Node 20 has no type for, to fp32 and back. */
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

/** The first magnitude (bits of an fp32) that rounds to infinity: halfway past 65504, fp16's largest number. */
const OVERFLOWS = 0x477ff000;
const INFINITY_BITS = 0x7f800000;
/** 2⁻¹⁴, fp16's smallest normal number. */
const SMALLEST_NORMAL = 0x38800000;

/** Little-endian fp16, rounded to the nearest (ties to even) as numpy does; too large a number becomes infinite. */
export function toHalfFloats(values: Float32Array): Uint8Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) halves[i] = narrow(bits[i] ?? 0);
  return new Uint8Array(halves.buffer);
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

function narrow(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > INFINITY_BITS) return sign | 0x7e00;
  if (magnitude >= OVERFLOWS) return sign | 0x7c00;
  if (magnitude >= SMALLEST_NORMAL) {
    const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return sign | ((rounded - 0x38000000) >>> 13);
  }
  // A subnormal counts units of 2⁻²⁴, which is how fp32 spaces the numbers above ½: adding ½ rounds to that.
  scratchBits[0] = magnitude;
  scratch[0] = (scratch[0] ?? 0) + 0.5;
  return sign | (scratchBits[0] - 0x3f000000);
}
