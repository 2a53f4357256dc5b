/**
 * Whole runs against transformers + PyAV + Pillow, stage by stage, so that a failure says where: indices, times,
 * pixels, embeds, context, logits, probabilities.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDecoderPool, type DecoderPool } from '../../dist/media/pool/decoder-pool.js';
import { chooseDecoder } from '../../dist/media/choose/choose-decoder.js';
import { softmax } from '../../dist/pipeline/rank/score-rules.js';
import { XclipModel } from '../../dist/xclip/model.js';
import { readReferenceClip } from '../support/read-reference-clip.js';
import { CHECKPOINTS, fixturePath, largestDifference, readCases, sha256 } from '../support/fixtures.js';

/** fp32 sums in another order, over values up to about 15. */
const TOLERANCE = 1e-4;

/** ffmpeg's command converts 10 bit to RGB differently from PyAV (docs/ARCHITECTURE.md): pixels are near, not equal. */
const INEXACT_CLIPS = ['ten-bit.mp4'];

let pool: DecoderPool;

beforeAll(async () => {
  const { engine, started } = await chooseDecoder();
  pool = createDecoderPool({ engine, started, size: 2, timeoutMs: 60_000 });
});
afterAll(() => pool.close());

describe.each(CHECKPOINTS)('a run of %s', (checkpoint) => {
  const model = XclipModel.open(fixturePath(`checkpoints/${checkpoint}`), { threads: 2 });
  const { label_sets: labelSets, cases } = readCases(checkpoint);
  afterAll(() => model.close());

  test.each(cases)(
    'equals the reference on $clip, seed $seed, rate $frame_sample_rate',
    async (reference) => {
      const clip = await readReferenceClip(pool, model, reference);
      expect(clip.frameIndices).toEqual(reference.indices);
      expect(clip.startSeconds).toBeCloseTo(reference.start_s, 6);
      expect(clip.endSeconds).toBeCloseTo(reference.end_s, 6);
      if (INEXACT_CLIPS.includes(reference.clip)) return;
      expect(sha256(clip.frames)).toBe(reference.uint8_thwc_sha256);

      const encoded = await model.encodeClip(clip.frames);
      expect(largestDifference(encoded.videoEmbeds, reference.video_embeds)).toBeLessThan(TOLERANCE);
      expect(largestDifference(encoded.visualContext, reference.visual_context.flat())).toBeLessThan(
        TOLERANCE,
      );

      const texts = await model.encodeLabels(labelSets[reference.label_set]?.labels ?? []);
      const logits = await model.score(encoded, 1, texts);
      expect(largestDifference(logits, reference.logits_per_video)).toBeLessThan(TOLERANCE);
      expect(largestDifference(softmax(logits), reference.probabilities)).toBeLessThan(TOLERANCE);
    },
  );
});
