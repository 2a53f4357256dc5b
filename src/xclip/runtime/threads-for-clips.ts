import { availableParallelism } from 'node:os';
import type { XclipConfig } from '../config.js';

/**
 * Below this, cutting operators into pieces costs more than it gains, and decoders can use the cores: 1,000 clips
 * through the bundled model (0.2 GFLOP a clip) took 12.0 s with one thread and 16.3 with two, on two cores.
 */
const WORTH_SHARING_FLOP = 2e9;

/** How many threads work on one clip: all cores, or one where a clip is little work. */
export function threadsForClips(config: XclipConfig, cores = availableParallelism()): number {
  return clipFlop(config) < WORTH_SHARING_FLOP ? 1 : cores;
}

/** Of the vision tower's linear layers, which are nearly all of the work. */
function clipFlop({ vision }: XclipConfig): number {
  const { numFrames, imageSize, patchSize, hiddenSize, intermediateSize, numHiddenLayers } = vision;
  const tokens = numFrames * (Math.floor(imageSize / patchSize) ** 2 + 1);
  const weightsPerLayer = 4 * hiddenSize ** 2 + 2 * hiddenSize * intermediateSize;
  return 2 * tokens * numHiddenLayers * weightsPerLayer;
}
