import { VideoError } from '../../errors.js';

interface ClaimedSize {
  widthPixels: number;
  heightPixels: number;
}

/** @throws VideoError TOO_LARGE before anything of that size is allocated */
export function requireHoldable({ widthPixels, heightPixels }: ClaimedSize, maxPixels: number): void {
  if (widthPixels * heightPixels <= maxPixels) return;
  throw new VideoError(`its header claims frames of ${widthPixels} × ${heightPixels} pixels`, {
    code: 'TOO_LARGE',
    hint: `frames of up to ${maxPixels} pixels are read: raise --max-pixels, scale it down, or leave it out`,
  });
}

/** FFmpeg leaves the size open where it finds it larger than it may take, and says so. @throws VideoError TOO_LARGE */
export function refuseClaims(complaints: readonly string[], maxPixels: number): void {
  for (const complaint of complaints) {
    const claim = /Picture size (\d+)x(\d+) exceeds/.exec(complaint);
    if (claim === null) continue;
    requireHoldable({ widthPixels: Number(claim[1]), heightPixels: Number(claim[2]) }, maxPixels);
  }
}
