import { allFinite } from '../all-finite.js';
import { XclipError } from '../errors.js';
import type { StoredClip } from './stored-clip.js';

/** Of a little-endian fp16: all ones in an infinity and in a NaN. */
const HALF_EXPONENT = 0x7c;

/**
 * A clip of a store made by a broken model, or changed since, would give no rows, or wrong ones.
 * @throws XclipError NOT_FINITE naming the clip
 */
export function checkFiniteClip(path: string, { video, clip, embedding, context }: StoredClip): void {
  const name = `${video} (clip ${clip})`;
  if (!allFinite(embedding)) throw notFinite(path, `the embedding of ${name}`);
  if (context !== undefined && !allFiniteHalves(context)) throw notFinite(path, `the context of ${name}`);
}

/** The same of an embedding alone. @param row its number in the store */
export function checkFiniteEmbedding(path: string, embedding: Float32Array, row: number): void {
  if (!allFinite(embedding)) throw notFinite(path, `the embedding in row ${row}`);
}

function allFiniteHalves(bytes: Uint8Array): boolean {
  for (let i = 1; i < bytes.length; i += 2) {
    if (((bytes[i] ?? HALF_EXPONENT) & HALF_EXPONENT) === HALF_EXPONENT) return false;
  }
  return true;
}

function notFinite(path: string, what: string): XclipError {
  return new XclipError(`${path}: ${what} has numbers that are not finite`, {
    code: 'NOT_FINITE',
    hint: 'embed the video again; if that fails, see what is wrong with the model by `xclip models verify`',
  });
}
