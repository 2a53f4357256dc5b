import type { VisionConfig } from '../config.js';
import type { GraphBuilder, Value } from './graph-builder.js';
import { at } from '../../at.js';

export interface PixelScaling {
  /** pixel value × rescaleFactor, then (− mean) ÷ std, per channel R, G, B */
  rescaleFactor: number;
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
}

/**
 * XCLIPVisionEmbeddings on raw pixels: uint8 [clips, frames, H, W, 3] → [clips·frames, 1 + patches, width].
 * Pixels are gathered patch by patch in the order they lie in (row, column, channel); the weights, few, are
 * reordered to match, and take rescaling and normalisation with them, so that no pixel is touched twice.
 */
export function patchEmbedding(
  g: GraphBuilder,
  frames: Value,
  vision: VisionConfig,
  scaling: PixelScaling,
): Value {
  const { imageSize, patchSize, hiddenSize: width } = vision;
  const grid = Math.floor(imageSize / patchSize);
  const patchValues = patchSize * patchSize * 3;
  const { weights, bias } = foldedWeights(g, vision, scaling);

  let pixels = g.reshape(frames, [-1, imageSize, imageSize, 3]);
  if (grid * patchSize < imageSize) {
    pixels = g.slice(g.slice(pixels, 1, 0, grid * patchSize), 2, 0, grid * patchSize);
  }
  const byPatch = turned(g, g.reshape(pixels, [-1, grid, patchSize, grid, patchSize * 3]), [0, 1, 3, 2, 4]);
  const patches = g.reshape(byPatch, [-1, grid * grid, patchValues]);
  const embedded = g.matMul(patches, g.floats(weights, [patchValues, width]));

  // Nothing before each frame's patches: the class token comes with the positions.
  const withClass = g.op('Pad', [embedded, g.ints([0, 1, 0, 0, 0, 0])]);
  return g.add(withClass, g.floats(foldedPositions(g, vision, bias), [1, 1 + grid * grid, width]));
}

/** Bytes in another order, as floats. A CPU moves bytes faster; providers for GPUs do not move bytes at all. */
function turned(g: GraphBuilder, bytes: Value, perm: readonly number[]): Value {
  const turn = (value: Value): Value => g.op('Transpose', [value], { perm: { ints: perm } });
  return g.style.linear === 'fused' ? g.widen(turn(bytes)) : turn(g.widen(bytes));
}

/** weights [patchSize, patchSize, 3, width] ÷ (std ÷ rescaleFactor), and the constant that the mean leaves behind */
function foldedWeights(
  g: GraphBuilder,
  { patchSize, hiddenSize: width }: VisionConfig,
  scaling: PixelScaling,
) {
  const stored = g.readWeight('vision_model.embeddings.patch_embedding.weight', [
    width,
    3,
    patchSize,
    patchSize,
  ]);
  const area = patchSize * patchSize;
  const weights = new Float32Array(stored.length);
  const bias = new Float64Array(width);
  for (const [channel, mean] of scaling.mean.entries()) {
    const std = at(scaling.std, channel);
    for (let out = 0; out < width; out++) {
      let sum = 0;
      for (let position = 0; position < area; position++) {
        const weight = at(stored, (out * 3 + channel) * area + position) / std;
        weights[(position * 3 + channel) * width + out] = weight * scaling.rescaleFactor;
        sum += weight;
      }
      bias[out] = at(bias, out) - sum * mean;
    }
  }
  return { weights, bias };
}

/** Position embeddings with what else is constant: the class token at position 0, the patches' bias at the others. */
function foldedPositions(
  g: GraphBuilder,
  { imageSize, patchSize, hiddenSize: width }: VisionConfig,
  bias: Float64Array,
) {
  const patchCount = Math.floor(imageSize / patchSize) ** 2;
  const positions = g.readWeight('vision_model.embeddings.position_embedding.weight', [
    patchCount + 1,
    width,
  ]);
  const classToken = g.readWeight('vision_model.embeddings.class_embedding', [width]);
  return positions.map((value, i) => value + ((i < width ? classToken[i] : bias[i % width]) ?? 0));
}
