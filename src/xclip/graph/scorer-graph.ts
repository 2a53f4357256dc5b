import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { XclipConfig } from '../config.js';
import { GraphBuilder, type Value } from './graph-builder.js';
import { CPU_STYLE, type GraphStyle } from './graph-style.js';
import { activation, attention, layerNorm, linear } from './layers.js';

/**
 * Clips × labels → logits: the video-specific prompts (section 3.4 of the paper, XCLIPPromptGenerator) and the scaled
 * cosine. Text features change with each clip's context, which is why a bare cosine is not the model's score.
 *
 * Inputs: `video_embeds` float32 [clips, projectionDim], `visual_context` float32 [clips, patches, projectionDim],
 * `text_features` float32 [labels, projectionDim].
 * Output: `logits_per_video` float32 [clips, labels]; with `withEmbeds` also what the cosine is taken of, of length 1:
 * `text_embeds` [clips, labels, projectionDim] and `unit_video_embeds` [clips, projectionDim].
 */
export function buildScorerGraph(
  checkpoint: Checkpoint,
  config: XclipConfig,
  { withEmbeds = false, style = CPU_STYLE }: { withEmbeds?: boolean; style?: GraphStyle } = {},
): Uint8Array<ArrayBuffer> {
  const { projectionDim: width } = config;
  const g = new GraphBuilder(checkpoint, { style });
  const videoEmbeds = g.input('video_embeds', 'float32', ['clips', width]);
  const context = g.input('visual_context', 'float32', ['clips', 'patches', width]);
  const textFeatures = g.input('text_features', 'float32', ['labels', width]);

  const visual = layerNorm(g, context, 'prompts_generator.layernorm', width, config.vision.layerNormEps);
  const perClip = textsPerClip(g, textFeatures, context, width);
  let prompts = perClip;
  for (let i = 0; i < config.promptLayers; i++) {
    prompts = promptLayer(g, prompts, g.narrow(visual), `prompts_generator.decoder.${i}`, config);
  }
  const alpha = g.weight('prompts_generator.alpha', [width]);
  const texts = g.add(perClip, g.multiply(prompts, alpha));

  const scale = g.op('Exp', [g.weight('logit_scale', [])]);
  const unitTexts = normalize(g, texts);
  const unitVideos = normalize(g, videoEmbeds);
  const video = g.reshape(unitVideos, [-1, width, 1]);
  const logits = g.op('Squeeze', [g.matMul(g.multiply(unitTexts, scale), video), g.ints([2])]);
  g.output('logits_per_video', logits, ['clips', 'labels']);
  if (withEmbeds) {
    g.output('text_embeds', unitTexts, ['clips', 'labels', width]);
    g.output('unit_video_embeds', unitVideos, ['clips', width]);
  }
  return g.toModel('xclip-scorer');
}

/** [labels, width] → [clips, labels, width], or [1, labels, width] where the operators that follow take it as such. */
function textsPerClip(g: GraphBuilder, textFeatures: Value, context: Value, width: number): Value {
  if (g.style.attention === 'spelled') return g.reshape(textFeatures, [1, -1, width]);
  const dims = g.concat([g.sizeOf(context, 0), g.sizeOf(textFeatures, 0), g.ints([width])], 0);
  return g.op('Expand', [textFeatures, dims]);
}

/** PromptGeneratorLayer: labels look at the clip's patches, then an MLP, each added to what came in. */
function promptLayer(
  g: GraphBuilder,
  texts: Value,
  visual: Value,
  prefix: string,
  config: XclipConfig,
): Value {
  const { projectionDim: width, promptNumAttentionHeads: numHeads } = config;
  const epsilon = config.text.layerNormEps;
  const square = { from: width, to: width, bias: false };
  const asking = g.narrow(layerNorm(g, texts, `${prefix}.norm1`, width, epsilon));
  const attended = attention(g, {
    query: linear(g, asking, `${prefix}.cross_attn.q_proj`, square),
    key: linear(g, visual, `${prefix}.cross_attn.k_proj`, square),
    value: linear(g, visual, `${prefix}.cross_attn.v_proj`, square),
    width,
    numHeads,
  });
  const found = linear(g, attended, `${prefix}.cross_attn.proj`, { from: width, to: width });
  const looked = g.add(texts, g.wide(found));
  const normed = layerNorm(g, looked, `${prefix}.norm3`, width, epsilon);
  const hidden = linear(g, g.narrow(normed), `${prefix}.mlp.0`, { from: width, to: 4 * width });
  const active = activation(g, hidden, config.promptHiddenAct);
  return g.add(looked, g.wide(linear(g, active, `${prefix}.mlp.3`, { from: 4 * width, to: width })));
}

/** x ÷ ‖x‖₂ on the last axis. */
function normalize(g: GraphBuilder, x: Value): Value {
  return g.op('Div', [x, g.op('ReduceL2', [x, g.ints([-1])], { keepdims: { int: 1 } })]);
}
