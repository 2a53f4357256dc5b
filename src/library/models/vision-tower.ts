import type { Checkpoint } from '../../xclip/checkpoint/checkpoint.js';
import type { XclipConfig } from '../../xclip/config.js';
import { buildVisionStatesGraph } from '../../xclip/graph/vision-states-graph.js';
import { captureOptions, captureSuffix, type CaptureFlags } from './capture-flags.js';
import { BaseModelOutputWithPooling } from './model-output.js';
import { namedTensor, namedTensors } from './named-tensors.js';
import type { TowerGraphs } from './tower-graphs.js';
import { badTensor, requireFilled, showDims, type FloatTensor } from '../tensor.js';
import { VisionFeeder, wrongFrameCount, type VisionInputs } from './vision-inputs.js';

/** What XCLIPModel makes of videos before it looks at texts. */
export interface EncodedVideos {
  output: BaseModelOutputWithPooling;
  mit: BaseModelOutputWithPooling;
  /** float32 [videos, patches, projection_dim] */
  visualContext: FloatTensor;
}

/** XCLIPVisionModel's forward; inside XCLIPModel followed by the multi-frame integration transformer. */
export class VisionTower {
  readonly #feeder: VisionFeeder;

  constructor(
    private readonly graphs: TowerGraphs,
    private readonly config: XclipConfig,
    checkpoint: Checkpoint,
  ) {
    this.#feeder = new VisionFeeder(checkpoint, config.vision);
  }

  async forward(inputs: VisionInputs, flags: CaptureFlags): Promise<BaseModelOutputWithPooling> {
    return (await this.#run(inputs, flags, false)).output;
  }

  /** @param inputs with pixel_values [videos, num_frames, 3, height, width] */
  async forwardVideos(inputs: VisionInputs, flags: CaptureFlags): Promise<EncodedVideos> {
    const { outputs, output, frameCount, tokenCount } = await this.#run(
      { ...inputs, pixel_values: this.#allFrames(inputs.pixel_values) },
      flags,
      true,
    );
    const { projectionDim, vision } = this.config;
    const videoCount = frameCount / vision.numFrames;
    return {
      output,
      mit: new BaseModelOutputWithPooling({
        last_hidden_state: namedTensor(outputs, 'mit_last_hidden_state', [
          videoCount,
          vision.numFrames,
          projectionDim,
        ]),
        pooler_output: namedTensor(outputs, 'video_embeds', [videoCount, projectionDim]),
      }),
      visualContext: namedTensor(outputs, 'visual_context', [videoCount, tokenCount - 1, projectionDim]),
    };
  }

  #allFrames(pixels: VisionInputs['pixel_values']): VisionInputs['pixel_values'] {
    if (pixels === undefined) return undefined;
    requireFilled(pixels, 'pixel_values');
    const [videoCount = 0, frameCount = 0, ...frameDims] = pixels.dims;
    if (pixels.dims.length !== 5) {
      throw badTensor(
        `pixel_values has the shape ${showDims(pixels.dims)} in the place of [videos, frames, 3, height, width]`,
      );
    }
    const { numFrames } = this.config.vision;
    if (frameCount !== numFrames) throw wrongFrameCount(frameCount, numFrames);
    return { data: pixels.data, dims: [videoCount * frameCount, ...frameDims] };
  }

  async #run(inputs: VisionInputs, flags: CaptureFlags, withVideo: boolean) {
    const { hiddenSize, numAttentionHeads } = this.config.vision;
    const { feeds, frameCount, tokenCount } = this.#feeder.feeds(inputs);
    const options = { ...captureOptions(flags), withVideo };
    const graph = {
      name: `vision${withVideo ? ' video' : ''}${captureSuffix(flags)}`,
      build: (checkpoint: Checkpoint) => buildVisionStatesGraph(checkpoint, this.config, options),
    };
    const outputs = await this.graphs.run(graph, feeds);
    const states = [frameCount, tokenCount, hiddenSize];
    // A frame's tokens and its message.
    const weights = [frameCount, numAttentionHeads, tokenCount + 1, tokenCount + 1];
    const output = new BaseModelOutputWithPooling({
      last_hidden_state: namedTensor(outputs, 'last_hidden_state', states),
      pooler_output: namedTensor(outputs, 'pooler_output', [frameCount, hiddenSize]),
      hidden_states: options.hiddenStates ? namedTensors(outputs, 'hidden_state', states) : undefined,
      attentions: options.attentions ? namedTensors(outputs, 'attention', weights) : undefined,
    });
    return { outputs, output, frameCount, tokenCount };
  }
}
