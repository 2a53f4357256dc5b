import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { XclipConfig } from '../config.js';
import { GraphBuilder } from './graph-builder.js';
import { CPU_STYLE, type GraphStyle } from './graph-style.js';
import { encoderLayer, layerNorm, linear } from './layers.js';

/**
 * Labels → text features (`get_text_features`: projected, not normalised), the reference's XCLIPTextModel.
 *
 * Inputs: `input_ids` int64 [labels, tokens]; `position_ids` int64 [tokens]; `attention_bias` float32 [labels, 1, tokens, tokens], added to the
 * scores (0, or the most negative float where a token must not look); `pool_rows` int64 [labels], the row of
 * each label's pooled token among all labels × tokens.
 * Output: `text_features` float32 [labels, projectionDim].
 */
export function buildTextGraph(
  checkpoint: Checkpoint,
  config: XclipConfig,
  { style = CPU_STYLE }: { style?: GraphStyle } = {},
): Uint8Array<ArrayBuffer> {
  const { text, projectionDim } = config;
  const width = text.hiddenSize;
  const g = new GraphBuilder(checkpoint, { style });
  const inputIds = g.input('input_ids', 'int64', ['labels', 'tokens']);
  const positionIds = g.input('position_ids', 'int64', ['tokens']);
  const bias = g.input('attention_bias', 'float32', ['labels', 1, 'tokens', 'tokens']);
  const poolRows = g.input('pool_rows', 'int64', ['labels']);

  const table = g.storedWeight('text_model.embeddings.token_embedding.weight', [text.vocabSize, width]);
  const tokens = g.op('Gather', [table.value, inputIds]);
  const positions = g.weight('text_model.embeddings.position_embedding.weight', [
    text.maxPositionEmbeddings,
    width,
  ]);
  let x = g.add(
    table.type === 'float32' ? tokens : g.widen(tokens),
    g.op('Gather', [positions, positionIds]),
  );
  for (let i = 0; i < text.numHiddenLayers; i++) {
    x = encoderLayer(g, x, `text_model.encoder.layers.${i}`, text, { bias });
  }
  const pooled = g.op('Gather', [g.reshape(x, [-1, width]), poolRows], { axis: { int: 0 } });
  const normed = layerNorm(g, pooled, 'text_model.final_layer_norm', width, text.layerNormEps);
  const sizes = { from: width, to: projectionDim, bias: false };
  const features = linear(g, g.narrow(normed), 'text_projection', sizes);
  g.output('text_features', g.wide(features), ['labels', projectionDim]);
  return g.toModel('xclip-text');
}
