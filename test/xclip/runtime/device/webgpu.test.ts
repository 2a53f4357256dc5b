/**
 * WebGPU against transformers, on a GPU or on SwiftShader. Every operator lies on the provider: a session of which a node
 * is left to the CPU does not open (`disable_cpu_ep_fallback`).
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseDecoder } from '../../../../dist/media/choose/choose-decoder.js';
import { createDecoderPool, type DecoderPool } from '../../../../dist/media/pool/decoder-pool.js';
import { XclipModel } from '../../../../dist/xclip/model.js';
import { CHECKPOINTS, fixturePath, largestDifference, readCases } from '../../../support/fixtures.js';
import { readReferenceClip } from '../../../support/read-reference-clip.js';
import { findWebGpu } from '../../../support/webgpu.js';

/** GPUs may round exp and the like otherwise than CPUs do; SwiftShader stays within 1e-4. */
const TOLERANCE = 2e-3;
/** Products of rounded values: the tower's errors, times the logits' scale. */
const FP16_TOLERANCE = 0.05;
const BATCH = 5;

/** In software it takes minutes: `npm run test:webgpu` asks for it. */
const webgpu = process.env.XCLIP_TEST_WEBGPU === undefined ? undefined : await findWebGpu();

describe.skipIf(webgpu === undefined)('on WebGPU', () => {
  let pool: DecoderPool;
  beforeAll(async () => {
    const { engine, started } = await chooseDecoder();
    pool = createDecoderPool({ engine, started, size: 2, timeoutMs: 60_000 });
  });
  afterAll(() => pool.close());

  describe.each(CHECKPOINTS)('a run of %s', (checkpoint) => {
    const open = (fp16: boolean): XclipModel =>
      XclipModel.open(fixturePath(`checkpoints/${checkpoint}`), {
        device: 'webgpu',
        clipsPerCall: BATCH,
        fp16,
      });

    test(
      'equals the reference, alone and among others to the bit',
      () => compare(open(false), TOLERANCE, checkpoint),
      600_000,
    );

    test.skipIf(webgpu?.hasFp16 !== true)(
      'is near the reference in fp16, alone and among others to the bit',
      () => compare(open(true), FP16_TOLERANCE, checkpoint),
      600_000,
    );
  });

  async function compare(model: XclipModel, tolerance: number, checkpoint: string): Promise<void> {
    const { label_sets: labelSets, cases } = readCases(checkpoint);
    try {
      await model.warmUp();
      expect(model.clipsPerCall).toEqual({ size: BATCH, note: undefined });
      const few = cases.filter(({ clip }) => clip !== 'ten-bit.mp4').slice(0, BATCH);
      const clips = [];
      for (const reference of few) clips.push((await readReferenceClip(pool, model, reference)).frames);
      const together = await model.encodeClips(clips);
      expect(together).toHaveLength(BATCH);
      for (const [i, reference] of few.entries()) {
        const encoded = await model.encodeClip(clips[i] ?? new Uint8Array());
        expect(together[i]).toEqual(encoded);
        const texts = await model.encodeLabels(labelSets[reference.label_set]?.labels ?? []);
        const logits = await model.score(encoded, 1, texts);
        expect(largestDifference(logits, reference.logits_per_video)).toBeLessThan(tolerance);
        expect(largestDifference(encoded.videoEmbeds, reference.video_embeds)).toBeLessThan(tolerance);
      }
    } finally {
      await model.close();
    }
  }
});
