/** The styles that providers need, run on the CPU, which has all operators: they are one network. */
import { afterAll, describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../dist/xclip/checkpoint/open-checkpoint.js';
import { parseConfig } from '../../../dist/xclip/config.js';
import {
  CPU_STYLE,
  PLAIN_STYLE,
  WEBGPU_STYLE,
  type GraphStyle,
} from '../../../dist/xclip/graph/graph-style.js';
import { buildScorerGraph } from '../../../dist/xclip/graph/scorer-graph.js';
import { buildTextGraph } from '../../../dist/xclip/graph/text-graph.js';
import { buildVideoGraph } from '../../../dist/xclip/graph/video-graph.js';
import { InferenceThread } from '../../../dist/xclip/runtime/inference-thread.js';
import { requireJsonFile } from '../../../dist/xclip/json-file.js';
import { openPreprocessing } from '../../../dist/xclip/processor.js';
import { syntheticClip } from '../../../dist/xclip/verify/synthetic-clip.js';
import { textFeeds } from '../../../dist/xclip/text/text-batches.js';
import { CHECKPOINTS, fixturePath, largestDifference } from '../../support/fixtures.js';

const HALF: GraphStyle = { ...PLAIN_STYLE, products: 'float16' };
const CUDA_HALF: GraphStyle = { ...CPU_STYLE, products: 'float16' };

/** fp32 sums in another order, over values around 10; or products of values with 11 bits, each off by 2⁻¹² of it. */
const STYLES: [string, GraphStyle, number][] = [
  ['WebGPU', WEBGPU_STYLE, 1e-4],
  ['plain', PLAIN_STYLE, 1e-4],
  ['plain, in fp16', HALF, 0.05],
  ['fused, in fp16', CUDA_HALF, 0.05],
];

const thread = new InferenceThread();
afterAll(() => thread.close());

describe.each(CHECKPOINTS)('%s', (name) => {
  const folder = fixturePath(`checkpoints/${name}`);
  const config = parseConfig(requireJsonFile(folder, 'config.json'));
  const checkpoint = openCheckpoint(folder);
  const { scaling } = openPreprocessing(folder, config.vision.imageSize);
  const { numFrames, imageSize } = config.vision;

  /** Two clips and three labels of different lengths through all three graphs. */
  async function run(style: GraphStyle): Promise<Record<string, Float32Array>> {
    const graphs = {
      text: buildTextGraph(checkpoint, config, { style: { ...style, products: 'float32' } }),
      video: buildVideoGraph(checkpoint, config, scaling, { style }),
      embeds: buildVideoGraph(checkpoint, config, scaling, { style, withContext: false }),
      scorer: buildScorerGraph(checkpoint, config, { style }),
    };
    for (const [graph, model] of Object.entries(graphs)) {
      await thread.load(graph, { model, weightsFolder: checkpoint.folder, threads: 2 });
    }
    const clip = syntheticClip(numFrames, imageSize);
    const data = Uint8Array.from([...clip, ...clip.map((value) => value + 100)]);
    const dims = [2, numFrames, imageSize, imageSize, 3];
    const frames = () => ({ frames: { type: 'uint8' as const, data: data.slice(), dims } });
    const ids = [2, 5, 9].map((length) => Array.from({ length }, (_, i) => (7 * i + length) % 50));
    const { text_features: texts } = await thread.run('text', textFeeds(ids));
    const { video_embeds: embeds, visual_context: context } = await thread.run('video', frames());
    const { video_embeds: bare } = await thread.run('embeds', frames());
    if (texts === undefined || embeds === undefined || context === undefined || bare === undefined) {
      throw new Error('an output is missing');
    }
    const width = config.projectionDim;
    const { logits_per_video: logits } = await thread.run('scorer', {
      video_embeds: { type: 'float32', data: embeds.slice(), dims: [2, width] },
      visual_context: {
        type: 'float32',
        data: context.slice(),
        dims: [2, context.length / 2 / width, width],
      },
      text_features: { type: 'float32', data: texts.slice(), dims: [3, width] },
    });
    return { texts, embeds, context, bare, logits: logits ?? new Float32Array() };
  }

  test.each(STYLES)('computes the same %s', async (_name, style, tolerance) => {
    const right = await run(CPU_STYLE);
    const styled = await run(style);
    for (const [output, values] of Object.entries(right)) {
      expect(values.length, output).toBeGreaterThan(0);
      expect(largestDifference(styled[output] ?? [], values), output).toBeLessThan(tolerance);
    }
  });

  test('fp16 is another computation', async () => {
    const right = await run(CPU_STYLE);
    const { logits } = await run(HALF);
    expect(logits).not.toEqual(right.logits);
  });
});
