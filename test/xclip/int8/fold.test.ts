/** Folding changes nothing but the last digits: the folded tower in fp32 against the plain one, for every form and size. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openCheckpoint } from '../../../dist/xclip/checkpoint/open-checkpoint.js';
import { parseConfig } from '../../../dist/xclip/config.js';
import { buildInt8VideoGraph } from '../../../dist/xclip/graph/int8-video-graph.js';
import { buildVideoGraph } from '../../../dist/xclip/graph/video-graph.js';
import { InferenceThread } from '../../../dist/xclip/runtime/inference-thread.js';
import { openFolded } from '../../../dist/xclip/int8/open-folded.js';
import { requireJsonFile } from '../../../dist/xclip/json-file.js';
import { openPreprocessing } from '../../../dist/xclip/processor.js';
import { syntheticClip } from '../../../dist/xclip/verify/synthetic-clip.js';
import { CHECKPOINTS, ROOT, fixturePath, largestDifference } from '../../support/fixtures.js';
import { tempFolder } from '../../support/temp-folder.js';

/** Values around 10. */
const TOLERANCE = 1e-4;

/** The largest difference between the plain tower's outputs and the folded one's, nothing quantised. */
async function foldingError(folder: string): Promise<{ videoEmbeds: number; visualContext: number }> {
  const config = parseConfig(requireJsonFile(folder, 'config.json'));
  const { numFrames, imageSize } = config.vision;
  const { scaling } = openPreprocessing(folder, imageSize);
  const checkpoint = openCheckpoint(folder);
  const thread = new InferenceThread();
  onTestFinished(() => thread.close());
  const run = async (model: Uint8Array, weightsFolder: string): Promise<Record<string, Float32Array>> => {
    await thread.load('video', { model, weightsFolder, threads: 2 });
    const frames = syntheticClip(numFrames, imageSize);
    return thread.run('video', {
      frames: { type: 'uint8', data: frames, dims: [1, numFrames, imageSize, imageSize, 3] },
    });
  };
  const plain = await run(buildVideoGraph(checkpoint, config, scaling), checkpoint.folder);
  const source = {
    folder,
    config,
    weightsHash: 'test',
    storage: 'float32' as const,
    cacheFolder: tempFolder(),
  };
  const folded = await openFolded(source, (file) => file);
  const rotated = await run(buildInt8VideoGraph(folded, config, scaling), folded.folder);
  return {
    videoEmbeds: largestDifference(rotated.video_embeds ?? [], plain.video_embeds ?? [NaN]),
    visualContext: largestDifference(rotated.visual_context ?? [], plain.visual_context ?? [NaN]),
  };
}

describe('the folded tower in fp32 gives what the plain one gives', () => {
  test.each(CHECKPOINTS)('for %s', async (checkpoint) => {
    const { videoEmbeds, visualContext } = await foldingError(fixturePath(`checkpoints/${checkpoint}`));
    expect(videoEmbeds).toBeLessThan(TOLERANCE);
    expect(visualContext).toBeLessThan(TOLERANCE);
  });

  test.each(['fp16-safetensors', 'bf16-bin', 'fp16-sharded', 'fp32-sharded-bin'])(
    'for weights in %s',
    async (form) => {
      const folder = tempFolder();
      cpSync(fixturePath('forms/shared'), folder, { recursive: true });
      cpSync(fixturePath(`forms/weights/${form}`), folder, { recursive: true });
      const { videoEmbeds, visualContext } = await foldingError(folder);
      expect(videoEmbeds).toBeLessThan(TOLERANCE);
      expect(visualContext).toBeLessThan(TOLERANCE);
    },
  );

  test('for the bundled model', async () => {
    const { videoEmbeds, visualContext } = await foldingError(join(ROOT, 'models/tiny-shapes'));
    expect(videoEmbeds).toBeLessThan(TOLERANCE);
    expect(visualContext).toBeLessThan(TOLERANCE);
  });
});
