import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { XclipConfig } from '../config.js';
import { ROTATION } from '../int8/fold-tower.js';
import { GraphBuilder } from './graph-builder.js';
import { int8Linears } from './int8-linears.js';
import { layerNorm, linear } from './layers.js';
import { patchEmbedding } from './patch-embedding.js';
import type { PixelScaling } from './patch-embedding.js';
import { towerOutputs, type VideoOutputs } from './video-graph.js';

/**
 * The video graph over a folded checkpoint (int8/fold-tower.ts): the layers of the vision tower in int8, the patch
 * embedding (3 % of the work), the projections and the multi-frame integration in fp32. Inputs and outputs are
 * `buildVideoGraph`'s, for one clip a call.
 */
export function buildInt8VideoGraph(
  folded: Checkpoint,
  config: XclipConfig,
  scaling: PixelScaling,
  wanted: VideoOutputs = {},
): Uint8Array<ArrayBuffer> {
  const { vision, projectionDim } = config;
  const { hiddenSize: width, numFrames, imageSize } = vision;
  const g = new GraphBuilder(folded, { linears: int8Linears() });
  const frames = g.input('frames', 'uint8', ['clips', numFrames, imageSize, imageSize, 3]);
  const embedded = patchEmbedding(g, frames, vision, scaling);
  const normed = layerNorm(g, embedded, 'vision_model.pre_layernorm', width, vision.layerNormEps);
  const rotated = linear(g, normed, ROTATION, { from: width, to: width });
  const { videoEmbeds, visualContext } = towerOutputs(g, rotated, config, wanted);
  g.output('video_embeds', videoEmbeds, ['clips', projectionDim]);
  if (visualContext !== undefined) {
    const context = g.add(visualContext, g.weight('prompts_visual_projection.bias', [projectionDim]));
    g.output('visual_context', context, ['clips', 'patches', projectionDim]);
  }
  return g.toModel('xclip-video-int8');
}
