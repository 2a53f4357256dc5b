import type { XclipConfig } from '../xclip/config.js';

/** What one call of the video graph should at least amount to, for its fixed costs to vanish. */
const TARGET_FLOPS = 4e9;
const LARGEST = 16;

/**
 * Clips a call of the video graph on CPU. A full-size clip alone fills the cores (two or four at once are no
 * faster); tiny models need several.
 */
export function batchSizeOnCpu({ vision }: XclipConfig): number {
  const tokens = vision.numFrames * (Math.floor(vision.imageSize / vision.patchSize) ** 2 + 2);
  const flopsPerToken =
    2 *
    vision.numHiddenLayers *
    (4 * vision.hiddenSize ** 2 + 2 * vision.hiddenSize * vision.intermediateSize);
  return Math.min(Math.max(Math.floor(TARGET_FLOPS / (tokens * flopsPerToken)), 1), LARGEST);
}
