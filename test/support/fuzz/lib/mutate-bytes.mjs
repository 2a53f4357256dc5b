import { pick } from './random.mjs';

/** No input grows past this: what grows with its file is not what is looked for. */
const MOST_BYTES = 1 << 20;

const BYTES = [0, 1, 2, 0x0a, 0x15, 0x22, 0x2c, 0x2e, 0x3a, 0x5b, 0x7b, 0x7f, 0x80, 0xfe, 0xff];
const INTEGERS = [
  ...[0n, 1n, 2n, 3n, 7n, 8n, 15n, 16n, 0x7fn, 0x80n, 0xffn, 0x100n, 0x7fffn, 0x8000n, 0xffffn, 0x10000n],
  ...[0x7fffffffn, 0x80000000n, 0xffffffffn, 0x100000000n, 1n << 40n, (1n << 53n) - 1n, 1n << 53n],
  ...[(1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n],
];

/**
 * One to five wounds, mostly where `hot` says.
 * @param {Buffer} whole
 * @param {import('./random.mjs').Random} random
 * @param {{ hot?: readonly [number, number] | undefined, others?: readonly Buffer[] }} options
 *   `others`: of the same kind, to take pieces from
 */
export function mutateBytes(whole, random, { hot, others = [] } = {}) {
  let bytes = Buffer.from(whole);
  for (let wounds = 1 + random(1 + random(5)); wounds > 0; wounds--) {
    const [from, to] = hot === undefined || random(8) === 0 ? [0, bytes.length] : hot;
    const at = Math.max(0, Math.min(from + random(Math.max(1, to - from)), bytes.length - 1));
    bytes = wound(bytes, at, random, others).subarray(0, MOST_BYTES);
  }
  return bytes;
}

function wound(bytes, at, random, others) {
  const length = Math.min(1 + random(pick(random, [4, 16, 256])), bytes.length - at);
  const [before, piece, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + length),
    bytes.subarray(at + length),
  ];
  switch (random(13)) {
    case 0:
      bytes[at] ^= 1 << random(8);
      return bytes;
    case 1:
      bytes[at] = random(256);
      return bytes;
    case 2:
      bytes[at] = pick(random, BYTES);
      return bytes;
    case 3:
    case 4:
    case 5:
      return withInteger(bytes, at, random);
    case 6:
      return Buffer.concat([before, after]);
    case 7:
      return Buffer.concat([before, piece, piece, after]);
    case 8:
      bytes.fill(pick(random, BYTES), at, at + length);
      return bytes;
    case 9:
      return random(4) === 0 ? before : bytes;
    case 10: {
      const other = others.length === 0 ? bytes : pick(random, others);
      const start = random(other.length + 1);
      const taken = other.subarray(start, start + 1 + random(256));
      // In place of what is there, or before it.
      return Buffer.concat([
        before,
        taken,
        random(2) === 0 ? bytes.subarray(at + taken.length) : bytes.subarray(at),
      ]);
    }
    case 11:
      return random(4) === 0 ? repeated(before, piece, after, 1 << (4 + random(11))) : bytes;
    default:
      // A small step from what a length or an offset says.
      bytes[at] = (bytes[at] + pick(random, [1, 255, 8, 248])) & 0xff;
      return bytes;
  }
}

function withInteger(bytes, at, random) {
  const value = pick(random, INTEGERS);
  const size = pick(random, [2, 4, 8]);
  if (at + size > bytes.length) return bytes;
  const cut = BigInt.asUintN(size * 8, value);
  const isLittle = random(2) === 0;
  for (let i = 0; i < size; i++) {
    bytes[at + (isLittle ? i : size - 1 - i)] = Number((cut >> BigInt(8 * i)) & 0xffn);
  }
  return bytes;
}

function repeated(before, piece, after, times) {
  const count = Math.min(times, Math.floor(MOST_BYTES / Math.max(1, piece.length)));
  return Buffer.concat([before, ...Array.from({ length: count }, () => piece), after]);
}
