import { VideoError } from '../errors.js';

/** 16384 × 8192: larger than any camera's, small enough to hold. A header may claim anything. */
export const MOST_PIXELS = 2 ** 27;

/** @throws VideoError TOO_LARGE before anything of that size is allocated */
export function requireHoldable({
  widthPixels,
  heightPixels,
}: {
  widthPixels: number;
  heightPixels: number;
}): void {
  if (widthPixels * heightPixels <= MOST_PIXELS) return;
  throw new VideoError(`its header claims frames of ${widthPixels} × ${heightPixels} pixels`, {
    code: 'TOO_LARGE',
    hint: `frames of up to ${MOST_PIXELS / 2 ** 20} megapixels can be read: scale it down, or leave it out`,
  });
}
