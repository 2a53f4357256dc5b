import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { VisionConfig, XclipConfig } from '../config.js';
import { GraphBuilder, type Value } from './graph-builder.js';
import { encoderLayer, layerNorm, linear, mlpBlock, selfAttention } from './layers.js';
import { patchEmbedding } from './patch-embedding.js';

export interface PixelScaling {
  /** pixel value × rescaleFactor, then (− mean) ÷ std, per channel R, G, B */
  rescaleFactor: number;
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
}

/**
 * Frames → what the scorer needs of a clip: XCLIPVisionModel, the projection, the multi-frame integration
 * transformer, and the visual context of the prompts.
 *
 * Input: `frames` uint8 [clips, numFrames, imageSize, imageSize, 3], RGB as decoded; rescaling and normalisation are
 * folded into the patch embedding.
 * Outputs: `video_embeds` float32 [clips, projectionDim] (`get_video_features`, not normalised);
 * `visual_context` float32 [clips, patches, projectionDim], before the prompt generator's LayerNorm.
 */
export function buildVideoGraph(
  checkpoint: Checkpoint,
  config: XclipConfig,
  scaling: PixelScaling,
): Uint8Array<ArrayBuffer> {
  const { vision, projectionDim } = config;
  const { hiddenSize: width, numFrames, imageSize } = vision;
  const g = new GraphBuilder(checkpoint);
  const frames = g.input('frames', 'uint8', ['clips', numFrames, imageSize, imageSize, 3]);

  let x = patchEmbedding(g, frames, vision, scaling);
  x = layerNorm(g, x, 'vision_model.pre_layernorm', width, vision.layerNormEps);
  const outputs = towerOutputs(g, x, config);
  g.output('video_embeds', outputs.videoEmbeds, ['clips', projectionDim]);
  g.output('visual_context', outputs.visualContext, ['clips', 'patches', projectionDim]);
  return g.toModel('xclip-video');
}

/** What goes into the first layer → the outputs of the video graph. */
export function towerOutputs(
  g: GraphBuilder,
  embedded: Value,
  config: XclipConfig,
): { videoEmbeds: Value; visualContext: Value } {
  let x = embedded;
  for (let i = 0; i < config.vision.numHiddenLayers; i++) {
    x = crossFrameLayer(g, x, `vision_model.encoder.layers.${i}`, config.vision);
  }
  const { videoEmbeds } = integrateFrames(g, pooledFrames(g, x, config.vision), config);
  return { videoEmbeds, visualContext: visualContext(g, x, config) };
}

/**
 * XCLIPVisionEncoderLayer (the paper's cross-frame attention, section 3.2): each frame's class token sends a message,
 * messages attend to each other across the clip's frames, and each frame's tokens attend to its message too.
 * The message asks nothing itself, so queries leave it out, unless its attention weights are wanted too.
 */
export function crossFrameLayer(
  g: GraphBuilder,
  x: Value,
  prefix: string,
  vision: VisionConfig,
  { onWeights }: { onWeights?: (weights: Value) => void } = {},
): Value {
  const { hiddenSize: width, numFrames, layerNormEps } = vision;
  const classTokens = g.reshape(g.slice(x, 1, 0, 1), [-1, numFrames, width]);
  const sent = linear(g, classTokens, `${prefix}.message_fc`, { from: width, to: width });
  const normedMessages = layerNorm(g, sent, `${prefix}.message_ln`, width, layerNormEps);
  const messages = g.add(sent, selfAttention(g, normedMessages, `${prefix}.message_attn`, vision));
  const messageTokens = g.reshape(messages, [-1, 1, width]);

  // LayerNorm works token by token: norming tokens and messages apart saves cutting the queries out again.
  const queries = layerNorm(g, x, `${prefix}.layer_norm1`, width, layerNormEps);
  const normedMessage = layerNorm(g, messageTokens, `${prefix}.layer_norm1`, width, layerNormEps);
  const keys = g.concat([queries, normedMessage], 1);
  const answers =
    onWeights === undefined
      ? selfAttention(g, keys, `${prefix}.self_attn`, vision, { queries })
      : g.slice(selfAttention(g, keys, `${prefix}.self_attn`, vision, { onWeights }), 1, 0, -1);
  return mlpBlock(g, g.add(x, answers), prefix, vision);
}

/** Class tokens after `post_layernorm`, [clips·frames, width]: XCLIPVisionModel's pooled output. */
export function pooledFrames(g: GraphBuilder, x: Value, vision: VisionConfig): Value {
  const { hiddenSize: width, layerNormEps } = vision;
  const classTokens = g.reshape(g.slice(x, 1, 0, 1), [-1, width]);
  return layerNorm(g, classTokens, 'vision_model.post_layernorm', width, layerNormEps);
}

/**
 * Pooled frames → their projection → XCLIPMultiframeIntegrationTransformer (section 3.3): its states
 * [clips, numFrames, projectionDim], and their mean over the frames, `videoEmbeds` [clips, projectionDim].
 */
export function integrateFrames(
  g: GraphBuilder,
  pooled: Value,
  { vision, projectionDim }: XclipConfig,
): { states: Value; videoEmbeds: Value } {
  const { hiddenSize: width, numFrames, mit } = vision;
  const projected = linear(g, pooled, 'visual_projection', { from: width, to: projectionDim, bias: false });
  const perFrame = g.reshape(projected, [-1, numFrames, projectionDim]);
  let integrated = g.add(perFrame, g.weight('mit.position_embedding', [1, numFrames, mit.hiddenSize]));
  for (let i = 0; i < mit.numHiddenLayers; i++) {
    integrated = encoderLayer(g, integrated, `mit.encoder.layers.${i}`, mit);
  }
  const states = g.add(integrated, perFrame);
  return { states, videoEmbeds: g.reshape(g.meanOfRows(states, numFrames), [-1, projectionDim]) };
}

/**
 * Patch tokens → their projection [clips, patches, projectionDim], averaged over the frames first, since a mean and a
 * matrix commute. The number of patches may be any.
 */
export function visualContext(g: GraphBuilder, x: Value, { vision, projectionDim }: XclipConfig): Value {
  const { hiddenSize: width, numFrames } = vision;
  const patches = g.slice(x, 1, 1, Number.MAX_SAFE_INTEGER);
  const normed = layerNorm(g, patches, 'prompts_visual_layernorm', width, vision.layerNormEps);
  const frameValues = g.multiply(g.sizeOf(normed, 1), g.ints([width]));
  const perFrame = g.op('Reshape', [normed, g.concat([g.ints([-1, numFrames]), frameValues], 0)]);
  const averaged = g.reshape(g.meanOfRows(perFrame, numFrames), [0, -1, width]);
  return g.matMul(averaged, g.weight('prompts_visual_projection', [width, projectionDim]));
}
