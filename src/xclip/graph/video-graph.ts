import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { VisionConfig, XclipConfig } from '../config.js';
import { GraphBuilder, type Value } from './graph-builder.js';
import { CPU_STYLE, type GraphStyle } from './graph-style.js';
import { encoderLayer, layerNorm, linear, mlpBlock, selfAttention } from './layers.js';
import { patchEmbedding, type PixelScaling } from './patch-embedding.js';

export interface VideoOutputs {
  /** also `visual_context`, which only the scorer needs; true if undefined */
  withContext?: boolean;
}

/**
 * Frames → what the scorer needs of a clip: XCLIPVisionModel, the projection, the multi-frame integration
 * transformer, and the visual context of the prompts.
 *
 * Input: `frames` uint8 [clips, numFrames, imageSize, imageSize, 3], RGB as decoded; rescaling and normalisation are
 * folded into the patch embedding.
 * Outputs: `video_embeds` float32 [clips, projectionDim] (`get_video_features`, not normalised);
 * `visual_context` float32 [clips, patches, projectionDim], before the prompt generator's LayerNorm, if asked for.
 */
export function buildVideoGraph(
  checkpoint: Checkpoint,
  config: XclipConfig,
  scaling: PixelScaling,
  { style = CPU_STYLE, ...wanted }: VideoOutputs & { style?: GraphStyle } = {},
): Uint8Array<ArrayBuffer> {
  const { vision, projectionDim } = config;
  const { hiddenSize: width, numFrames, imageSize } = vision;
  const g = new GraphBuilder(checkpoint, { style });
  const frames = g.input('frames', 'uint8', ['clips', numFrames, imageSize, imageSize, 3]);

  let x = patchEmbedding(g, frames, vision, scaling);
  x = layerNorm(g, x, 'vision_model.pre_layernorm', width, vision.layerNormEps);
  const { videoEmbeds, visualContext: context } = towerOutputs(g, x, config, wanted);
  g.output('video_embeds', videoEmbeds, ['clips', projectionDim]);
  if (context !== undefined) g.output('visual_context', context, ['clips', 'patches', projectionDim]);
  return g.toModel('xclip-video');
}

/**
 * What goes into the first layer → the outputs of the video graph. Without the context, nothing reads the patches after
 * the last layer's attention: only class tokens go through the rest of it, which saves 7 % of base-patch32's products.
 */
export function towerOutputs(
  g: GraphBuilder,
  embedded: Value,
  config: XclipConfig,
  { withContext = true }: VideoOutputs = {},
): { videoEmbeds: Value; visualContext: Value | undefined } {
  const { vision } = config;
  let x = embedded;
  for (let i = 0; i < vision.numHiddenLayers; i++) {
    const classOnly = !withContext && i === vision.numHiddenLayers - 1;
    x = crossFrameLayer(g, x, `vision_model.encoder.layers.${i}`, vision, { classOnly });
  }
  const { videoEmbeds } = integrateFrames(g, pooledFrames(g, x, vision), config);
  const patchCount = Math.floor(vision.imageSize / vision.patchSize) ** 2;
  return { videoEmbeds, visualContext: withContext ? visualContext(g, x, config, patchCount) : undefined };
}

interface CrossFrameOptions {
  /** gets the attention weights of all tokens, the message's too */
  onWeights?: (weights: Value) => void;
  /** give class tokens only, [frames, 1, width] */
  classOnly?: boolean;
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
  { onWeights, classOnly = false }: CrossFrameOptions = {},
): Value {
  const { hiddenSize: width, numFrames, layerNormEps } = vision;
  const classTokens = g.slice(x, 1, 0, 1);
  const perClip = g.reshape(classTokens, [-1, numFrames, width]);
  const sent = g.wide(linear(g, g.narrow(perClip), `${prefix}.message_fc`, { from: width, to: width }));
  const normedMessages = layerNorm(g, sent, `${prefix}.message_ln`, width, layerNormEps);
  const heard = selfAttention(g, g.narrow(normedMessages), `${prefix}.message_attn`, vision);
  const messages = g.add(sent, g.wide(heard));
  const messageTokens = g.reshape(messages, [-1, 1, width]);

  // LayerNorm works token by token: norming tokens and messages apart saves cutting the queries out again.
  const normed = g.narrow(layerNorm(g, x, `${prefix}.layer_norm1`, width, layerNormEps));
  const normedMessage = g.narrow(layerNorm(g, messageTokens, `${prefix}.layer_norm1`, width, layerNormEps));
  const keys = g.concat([normed, normedMessage], 1);
  const queries = classOnly ? g.slice(normed, 1, 0, 1) : normed;
  const answers =
    onWeights === undefined
      ? selfAttention(g, keys, `${prefix}.self_attn`, vision, { queries })
      : g.slice(selfAttention(g, keys, `${prefix}.self_attn`, vision, { onWeights }), 1, 0, -1);
  return mlpBlock(g, g.add(classOnly ? classTokens : x, g.wide(answers)), prefix, vision);
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
  const sizes = { from: width, to: projectionDim, bias: false };
  const projected = linear(g, g.narrow(pooled), 'visual_projection', sizes);
  const perFrame = g.reshape(g.wide(projected), [-1, numFrames, projectionDim]);
  let integrated = g.add(perFrame, g.weight('mit.position_embedding', [1, numFrames, mit.hiddenSize]));
  for (let i = 0; i < mit.numHiddenLayers; i++) {
    integrated = encoderLayer(g, integrated, `mit.encoder.layers.${i}`, mit);
  }
  const states = g.add(integrated, perFrame);
  return { states, videoEmbeds: g.reshape(g.meanOfRows(states, numFrames), [-1, projectionDim]) };
}

/**
 * Patch tokens → their projection [clips, patches, projectionDim], averaged over the frames first, since a mean and a
 * matrix commute.
 * @param patchCount how many patches a frame has; any number if undefined
 */
export function visualContext(
  g: GraphBuilder,
  x: Value,
  { vision, projectionDim }: XclipConfig,
  patchCount?: number,
): Value {
  const { hiddenSize: width, numFrames } = vision;
  const patches = g.slice(x, 1, 1, Number.MAX_SAFE_INTEGER);
  const normed = layerNorm(g, patches, 'prompts_visual_layernorm', width, vision.layerNormEps);
  const perFrame = g.op('Reshape', [normed, perFrameDims(g, normed, { numFrames, width, patchCount })]);
  const averaged = g.reshape(g.meanOfRows(perFrame, numFrames), [0, -1, width]);
  return g.matMul(averaged, g.weight('prompts_visual_projection', [width, projectionDim]));
}

/** [clips, frames, patches · width]. A size that is not known is computed in the graph, which only a CPU does well. */
function perFrameDims(
  g: GraphBuilder,
  patches: Value,
  { numFrames, width, patchCount }: { numFrames: number; width: number; patchCount: number | undefined },
): Value {
  if (patchCount !== undefined) return g.ints([-1, numFrames, patchCount * width]);
  return g.concat([g.ints([-1, numFrames]), g.multiply(g.sizeOf(patches, 1), g.ints([width]))], 0);
}
