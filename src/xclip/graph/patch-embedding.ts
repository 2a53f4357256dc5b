import type { VisionConfig } from '../config.js';
import type { GraphBuilder, Value } from './graph-builder.js';
import type { PixelScaling } from './video-graph.js';

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
  const byPatch = g.op('Transpose', [g.reshape(pixels, [-1, grid, patchSize, grid, patchSize * 3])], {
    perm: { ints: [0, 1, 3, 2, 4] },
  });
  const patches = g.widen(g.reshape(byPatch, [-1, grid * grid, patchValues]));
  const embedded = g.matMul(patches, g.floats(weights, [patchValues, width]));

  const { classToken, positions } = foldedPositions(g, vision, bias);
  const frameCount = g.op('Shape', [embedded], { start: { int: 0 }, end: { int: 1 } });
  const classTokens = g.op('Expand', [
    g.floats(classToken, [1, 1, width]),
    g.concat([frameCount, g.ints([1, width])], 0),
  ]);
  return g.concat([classTokens, g.add(embedded, g.floats(positions, [1, grid * grid, width]))], 1);
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
    const std = scaling.std[channel] ?? 1;
    for (let out = 0; out < width; out++) {
      let sum = 0;
      for (let position = 0; position < area; position++) {
        const weight = (stored[(out * 3 + channel) * area + position] ?? 0) / std;
        weights[(position * 3 + channel) * width + out] = weight * scaling.rescaleFactor;
        sum += weight;
      }
      bias[out] = (bias[out] ?? 0) - sum * mean;
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
  return {
    classToken: classToken.map((value, i) => value + (positions[i] ?? 0)),
    positions: positions.slice(width).map((value, i) => value + (bias[i % width] ?? 0)),
  };
}
