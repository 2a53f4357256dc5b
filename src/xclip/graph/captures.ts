import type { GraphBuilder, Value } from './graph-builder.js';

/** What a graph gives besides its last states. */
export interface Captures {
  /** what goes into the first layer, then what comes out of each: outputs `hidden_state_0`, `hidden_state_1`, … */
  hiddenStates: boolean;
  /** the attention weights of each layer: outputs `attention_0`, `attention_1`, … */
  attentions: boolean;
}

/** Notes what passes between the layers of a tower, in transformers' order (its `capture_outputs`). */
export class LayerCaptures {
  readonly #hiddenStates: Value[] = [];
  readonly #attentions: Value[] = [];

  constructor(private readonly captures: Captures) {}

  /** For a layer's options. Each layer's is called once, so they are in the layers' order. */
  get options(): { onWeights?: (weights: Value) => void } {
    return this.captures.attentions ? { onWeights: (weights) => void this.#attentions.push(weights) } : {};
  }

  /** Before the first layer and after each. */
  keep(x: Value): Value {
    if (this.captures.hiddenStates) this.#hiddenStates.push(x);
    return x;
  }

  /** Outputs float32 [batch, tokens, width] and [batch, heads, queries, keys]. */
  declare(g: GraphBuilder): void {
    this.#hiddenStates.forEach((value, i) =>
      g.output(`hidden_state_${i}`, value, [`batch_${i}`, `tokens_${i}`, `width_${i}`]),
    );
    this.#attentions.forEach((value, i) =>
      g.output(`attention_${i}`, value, [`rows_${i}`, `heads_${i}`, `queries_${i}`, `keys_${i}`]),
    );
  }
}
