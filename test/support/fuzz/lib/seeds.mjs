import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @param {string} name of a file in test/fixtures */
export function fixture(name) {
  return readFileSync(fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url)));
}

/** @param {string} name of a file in test/support/fuzz/seeds */
export function kept(name) {
  return readFileSync(fileURLToPath(new URL(`../seeds/${name}`, import.meta.url)));
}

export const json = (value) => ({ bytes: toBuffer(value), form: /** @type {const} */ ('json') });

export const text = (value) => ({ bytes: Buffer.from(value), form: /** @type {const} */ ('text') });

function toBuffer(value) {
  return Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
}

/**
 * A small file of that form, in place of megabytes of weights.
 * @param {Readonly<Record<string, { dtype: string, shape: number[] }>>} tensors
 */
export function safetensors(tensors, elementBytes = { F32: 4, F16: 2, BF16: 2, I64: 8, I8: 1, U8: 1 }) {
  let end = 0;
  const header = {};
  for (const [name, { dtype, shape }] of Object.entries(tensors)) {
    const size = shape.reduce((a, b) => a * b, 1) * elementBytes[dtype];
    header[name] = { dtype, shape, data_offsets: [end, end + size] };
    end += size;
  }
  const text = Buffer.from(JSON.stringify({ __metadata__: { format: 'pt' }, ...header }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const bytes = Buffer.concat([length, text, Buffer.alloc(end, 0x3c)]);
  return {
    bytes,
    form: /** @type {const} */ ('safetensors'),
    hot: /** @type {const} */ ([0, 8 + text.length]),
  };
}
