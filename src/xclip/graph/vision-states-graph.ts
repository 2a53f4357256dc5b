import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { VisionConfig, XclipConfig } from '../config.js';
import { LayerCaptures, type Captures } from './captures.js';
import { GraphBuilder, type Value } from './graph-builder.js';
import { layerNorm } from './layers.js';
import { crossFrameLayer, integrateFrames, pooledFrames, visualContext } from './video-graph.js';

export interface VisionStatesOptions extends Captures {
  /** also what XCLIPModel makes of it, for which the checkpoint needs the projections and the MIT */
  withVideo: boolean;
}

/**
 * XCLIPVisionModel on normalised pixels with all that its forward gives, and what XCLIPModel makes of it;
 * video-graph.ts is the faster one that tagging needs, on raw pixels.
 *
 * Inputs: `pixel_values` float32 [frames, 3, height, width], frames = clips · numFrames; `position_embeddings` float32
 * [1, tokens, width], tokens = 1 + patches, for frames of this size.
 * Outputs: `last_hidden_state` float32 [frames, tokens, width]; `pooler_output` [frames, width], after post_layernorm;
 * captures; `mit_last_hidden_state` [clips, numFrames, projectionDim]; `video_embeds` [clips, projectionDim];
 * `visual_context` [clips, patches, projectionDim].
 */
export function buildVisionStatesGraph(
  checkpoint: Checkpoint,
  config: XclipConfig,
  options: VisionStatesOptions,
): Uint8Array<ArrayBuffer> {
  const { vision, projectionDim } = config;
  const { hiddenSize: width, numFrames } = vision;
  const g = new GraphBuilder(checkpoint);
  const pixels = g.input('pixel_values', 'float32', ['frames', 3, 'height', 'width']);
  const positions = g.input('position_embeddings', 'float32', [1, 'tokens', width]);
  const captures = new LayerCaptures(options);

  const embedded = g.add(patchTokens(g, pixels, vision), positions);
  let x = captures.keep(layerNorm(g, embedded, 'vision_model.pre_layernorm', width, vision.layerNormEps));
  for (let i = 0; i < vision.numHiddenLayers; i++) {
    x = captures.keep(crossFrameLayer(g, x, `vision_model.encoder.layers.${i}`, vision, captures.options));
  }
  const pooled = pooledFrames(g, x, vision);
  g.output('last_hidden_state', x, ['frames', 'tokens', width]);
  g.output('pooler_output', pooled, ['frames', width]);
  if (options.withVideo) {
    const { states, videoEmbeds } = integrateFrames(g, pooled, config);
    g.output('mit_last_hidden_state', states, ['clips', numFrames, projectionDim]);
    g.output('video_embeds', videoEmbeds, ['clips', projectionDim]);
    g.output('visual_context', visualContext(g, x, config), ['clips', 'patches', projectionDim]);
  }
  captures.declare(g);
  return g.toModel('xclip-vision-states');
}

/** XCLIPVisionEmbeddings without positions: the class token, then the patches row by row, as its Conv2d makes them. */
function patchTokens(g: GraphBuilder, pixels: Value, { patchSize, hiddenSize: width }: VisionConfig): Value {
  const prefix = 'vision_model.embeddings';
  const weight = g.weight(`${prefix}.patch_embedding.weight`, [width, 3, patchSize, patchSize]);
  const size = { ints: [patchSize, patchSize] };
  const maps = g.op('Conv', [pixels, weight], { kernel_shape: size, strides: size });
  const patches = g.op('Transpose', [g.reshape(maps, [0, width, -1])], { perm: { ints: [0, 2, 1] } });
  const classToken = g.reshape(g.weight(`${prefix}.class_embedding`, [width]), [1, 1, width]);
  const classTokens = g.op('Expand', [classToken, g.concat([g.sizeOf(pixels, 0), g.ints([1, width])], 0)]);
  return g.concat([classTokens, patches], 1);
}
