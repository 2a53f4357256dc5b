import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { XclipConfig } from '../config.js';
import { LayerCaptures, type Captures } from './captures.js';
import { GraphBuilder, type Value } from './graph-builder.js';
import { encoderLayer, layerNorm, linear } from './layers.js';

export interface TextStatesOptions extends Captures {
  /** also `text_features`, for which the checkpoint needs a `text_projection` */
  withFeatures: boolean;
}

/**
 * XCLIPTextModel with all that its forward gives; text-graph.ts is its faster part that tagging needs.
 *
 * Inputs: `input_ids` and `position_ids` int64 [texts, tokens]; `attention_bias` float32 [texts, 1, tokens, tokens];
 * `answered` float32 [texts, tokens, 1], 0 where a token may look at nothing, else 1; `pool_rows` int64 [texts], the
 * row of each text's pooled token among all texts × tokens.
 * Outputs: `last_hidden_state` float32 [texts, tokens, width] and `pooler_output` [texts, width], after the final
 * LayerNorm; `text_features` [texts, projectionDim]; captures, before the final LayerNorm.
 */
export function buildTextStatesGraph(
  checkpoint: Checkpoint,
  { text, projectionDim }: Pick<XclipConfig, 'text' | 'projectionDim'>,
  options: TextStatesOptions,
): Uint8Array<ArrayBuffer> {
  const width = text.hiddenSize;
  const g = new GraphBuilder(checkpoint);
  const inputIds = g.input('input_ids', 'int64', ['texts', 'tokens']);
  const positionIds = g.input('position_ids', 'int64', ['texts', 'tokens']);
  const bias = g.input('attention_bias', 'float32', ['texts', 1, 'tokens', 'tokens']);
  const answered = g.input('answered', 'float32', ['texts', 'tokens', 1]);
  const poolRows = g.input('pool_rows', 'int64', ['texts']);
  const captures = new LayerCaptures(options);

  const embeddings = 'text_model.embeddings';
  const tokens = rowsOf(g, `${embeddings}.token_embedding.weight`, [text.vocabSize, width], inputIds);
  const positions = rowsOf(
    g,
    `${embeddings}.position_embedding.weight`,
    [text.maxPositionEmbeddings, width],
    positionIds,
  );
  let x = captures.keep(g.add(tokens, positions));
  for (let i = 0; i < text.numHiddenLayers; i++) {
    const layer = `text_model.encoder.layers.${i}`;
    x = captures.keep(encoderLayer(g, x, layer, text, { bias, answered, ...captures.options }));
  }
  const normed = layerNorm(g, x, 'text_model.final_layer_norm', width, text.layerNormEps);
  const pooled = g.op('Gather', [g.reshape(normed, [-1, width]), poolRows], { axis: { int: 0 } });
  g.output('last_hidden_state', normed, ['texts', 'tokens', width]);
  g.output('pooler_output', pooled, ['texts', width]);
  if (options.withFeatures) {
    const features = linear(g, pooled, 'text_projection', { from: width, to: projectionDim, bias: false });
    g.output('text_features', features, ['texts', projectionDim]);
  }
  captures.declare(g);
  return g.toModel('xclip-text-states');
}

/** Some rows of a stored table, widened only once they are few. */
function rowsOf(g: GraphBuilder, name: string, shape: readonly number[], rows: Value): Value {
  const table = g.storedWeight(name, shape);
  const taken = g.op('Gather', [table.value, rows]);
  return table.type === 'float32' ? taken : g.widen(taken);
}
