import type { Checkpoint } from '../../../dist/xclip/checkpoint/checkpoint.js';
import type { XclipConfig } from '../../../dist/xclip/config.js';
import { GraphBuilder, type LinearWriter } from '../../../dist/xclip/graph/graph-builder.js';
import { layerNorm } from '../../../dist/xclip/graph/layers.js';
import { patchEmbedding, type PixelScaling } from '../../../dist/xclip/graph/patch-embedding.js';
import { towerOutputs } from '../../../dist/xclip/graph/video-graph.js';
import { transpose } from '../../../dist/xclip/int8/matrix.js';
import { quantizeMatrix } from '../../../dist/xclip/int8/quantize-matrix.js';

/** The video graph as plain dynamic quantisation has it: the tower's weights as they are, no rotation, no folding. */
export function buildPlainDynamicGraph(
  checkpoint: Checkpoint,
  config: XclipConfig,
  scaling: PixelScaling,
): Uint8Array {
  const { vision, projectionDim } = config;
  const { hiddenSize: width, numFrames, imageSize } = vision;
  const g = new GraphBuilder(checkpoint, { linears: plainDynamic });
  const frames = g.input('frames', 'uint8', ['clips', numFrames, imageSize, imageSize, 3]);
  const embedded = patchEmbedding(g, frames, vision, scaling);
  const first = layerNorm(g, embedded, 'vision_model.pre_layernorm', width, vision.layerNormEps);
  const { videoEmbeds, visualContext } = towerOutputs(g, first, config);
  if (visualContext === undefined) throw new Error('the context is made unless it is left out');
  g.output('video_embeds', videoEmbeds, ['clips', projectionDim]);
  g.output('visual_context', visualContext, ['clips', 'patches', projectionDim]);
  return g.toModel('plain-dynamic');
}

const plainDynamic: LinearWriter = (g, x, prefix, { from, to, bias = true }) => {
  const biases = bias ? [g.weight(`${prefix}.bias`, [to])] : [];
  if (!prefix.startsWith('vision_model.')) {
    const product = g.microsoft('FusedMatMul', [x, g.weight(`${prefix}.weight`, [to, from])], {
      transB: { int: 1 },
    });
    return biases.reduce(g.add, product);
  }
  const values = new Float64Array(g.readWeight(`${prefix}.weight`, [to, from]));
  const { bytes, scales } = quantizeMatrix(transpose({ rows: to, columns: from, values }), 'uint8');
  const zeroPoint = g.bytes(new Uint8Array(to).fill(128), [to]);
  const inputs = [x, g.bytes(bytes, [from, to]), g.floats(scales, [to]), zeroPoint, ...biases];
  return g.microsoft('DynamicQuantizeMatMul', inputs);
};
