import type { Checkpoint } from '../../xclip/checkpoint/checkpoint.js';
import type { XclipConfig } from '../../xclip/config.js';
import { buildTextStatesGraph } from '../../xclip/graph/text-states-graph.js';
import { captureOptions, captureSuffix, type CaptureFlags } from './capture-flags.js';
import { BaseModelOutputWithPooling } from './model-output.js';
import { namedTensor, namedTensors } from './named-tensors.js';
import type { AttentionImplementation } from '../pretrained.js';
import type { FloatTensor } from '../tensor.js';
import { textStatesFeeds, type TextInputs } from './text-inputs.js';
import type { TowerGraphs } from './tower-graphs.js';

/** XCLIPTextModel's forward; inside XCLIPModel followed by its projection. */
export class TextTower {
  constructor(
    private readonly graphs: TowerGraphs,
    private readonly config: Pick<XclipConfig, 'text' | 'projectionDim'>,
    private readonly attention: AttentionImplementation,
  ) {}

  async forward(inputs: TextInputs, flags: CaptureFlags): Promise<BaseModelOutputWithPooling> {
    return (await this.#run(inputs, flags, false)).output;
  }

  /** @returns besides the output `features`, float32 [texts, projection_dim] */
  async forwardWithFeatures(
    inputs: TextInputs,
    flags: CaptureFlags,
  ): Promise<{ output: BaseModelOutputWithPooling; features: FloatTensor }> {
    const { output, features } = await this.#run(inputs, flags, true);
    return { output, features: features() };
  }

  async #run(inputs: TextInputs, flags: CaptureFlags, withFeatures: boolean) {
    const { text, projectionDim } = this.config;
    const { feeds, textCount, tokenCount } = textStatesFeeds(inputs, text, this.attention);
    const options = { ...captureOptions(flags), withFeatures };
    const graph = {
      name: `text${withFeatures ? ' features' : ''}${captureSuffix(flags)}`,
      build: (checkpoint: Checkpoint) => buildTextStatesGraph(checkpoint, this.config, options),
    };
    const outputs = await this.graphs.run(graph, feeds);
    const states = [textCount, tokenCount, text.hiddenSize];
    const weights = [textCount, text.numAttentionHeads, tokenCount, tokenCount];
    return {
      output: new BaseModelOutputWithPooling({
        last_hidden_state: namedTensor(outputs, 'last_hidden_state', states),
        pooler_output: namedTensor(outputs, 'pooler_output', [textCount, text.hiddenSize]),
        hidden_states: options.hiddenStates ? namedTensors(outputs, 'hidden_state', states) : undefined,
        attentions: options.attentions ? namedTensors(outputs, 'attention', weights) : undefined,
      }),
      features: () => namedTensor(outputs, 'text_features', [textCount, projectionDim]),
    };
  }
}
