/**
 * The three graphs against transformers, stage by stage. The frames themselves are compared in
 * test/pipeline/reference.test.ts; here each stage gets the reference's own input where that is small enough.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { XclipModel } from '../../dist/xclip/model.js';
import { CHECKPOINTS, fixturePath, largestDifference, readCases } from '../support/fixtures.js';

/** fp32 sums in another order: a few units in the last place of values around 10. */
const TOLERANCE = 1e-4;

describe.each(CHECKPOINTS)('the model %s', (checkpoint) => {
  const model = XclipModel.open(fixturePath(`checkpoints/${checkpoint}`), { threads: 2 });
  const { label_sets: labelSets, cases } = readCases(checkpoint);
  afterAll(() => model.close());

  test.each(Object.keys(labelSets))('encodes the labels "%s" as get_text_features does', async (name) => {
    const set = labelSets[name];
    const { features, labelCount } = await model.encodeLabels(set?.labels ?? []);
    expect(labelCount).toBe(set?.labels.length);
    expect(largestDifference(features, set?.text_features.flat() ?? [])).toBeLessThan(TOLERANCE);
  });

  test("scores the reference's embeds and context with its logits", async () => {
    for (const reference of cases) {
      const texts = await model.encodeLabels(labelSets[reference.label_set]?.labels ?? []);
      const clip = {
        videoEmbeds: Float32Array.from(reference.video_embeds),
        visualContext: Float32Array.from(reference.visual_context.flat()),
      };
      const logits = await model.score(clip, 1, texts);
      expect(largestDifference(logits, reference.logits_per_video)).toBeLessThan(TOLERANCE);
    }
  });

  test('scores more labels than one call takes, for each of several clips', async () => {
    const [one, other] = cases;
    if (one === undefined || other === undefined) throw new Error('there are two cases');
    const few = await model.encodeLabels(labelSets[one.label_set]?.labels ?? []);
    const copies = Math.ceil(2500 / few.labelCount);
    const labelCount = copies * few.labelCount;
    const features = new Float32Array(copies * few.features.length);
    for (let i = 0; i < copies; i++) features.set(few.features, i * few.features.length);
    const clips = {
      videoEmbeds: Float32Array.from([...one.video_embeds, ...other.video_embeds]),
      visualContext: Float32Array.from([...one.visual_context.flat(), ...other.visual_context.flat()]),
    };
    const right = await model.score(clips, 2, few);
    const logits = await model.score(clips, 2, { features, labelCount, truncated: [] });
    expect(logits).toHaveLength(2 * labelCount);
    const expected = Array.from(logits, (_, i) => {
      const clip = Math.floor(i / labelCount);
      return right[clip * few.labelCount + (i % few.labelCount)] ?? NaN;
    });
    expect(largestDifference(logits, expected)).toBeLessThan(TOLERANCE);
  });

  test('gives a clip the same bytes alone and in a batch', async () => {
    const { numFrames, imageSize } = model.config.vision;
    const clipBytes = numFrames * imageSize * imageSize * 3;
    const frames = Uint8Array.from({ length: 5 * clipBytes }, (_, i) => (i * 2654435761) >>> 24);
    const clips = Array.from({ length: 5 }, (_, i) => frames.slice(i * clipBytes, (i + 1) * clipBytes));
    const together = await model.encodeClips(clips);
    expect(together).toHaveLength(5);
    for (const [i, clip] of clips.entries()) {
      const alone = await model.encodeClip(clip);
      expect(together[i]?.videoEmbeds).toEqual(alone.videoEmbeds);
      expect(together[i]?.visualContext).toEqual(alone.visualContext);
    }
  });

  test('gives the same embeds where the context is not asked for, from less work', async () => {
    const { numFrames, imageSize } = model.config.vision;
    const clipBytes = numFrames * imageSize * imageSize * 3;
    const frames = Uint8Array.from({ length: 2 * clipBytes }, (_, i) => (i * 2654435761) >>> 24);
    for (const clip of [frames.subarray(0, clipBytes), frames.subarray(clipBytes)]) {
      const whole = await model.encodeClip(clip);
      const bare = await model.encodeClip(clip, { withContext: false });
      expect(bare.visualContext).toHaveLength(0);
      expect(largestDifference(bare.videoEmbeds, whole.videoEmbeds)).toBeLessThan(TOLERANCE);
    }
  });

  test('does not change a label with its neighbours', async () => {
    const set = Object.values(labelSets).find(({ labels }) => labels.length > 4)?.labels ?? [];
    const all = await model.encodeLabels(set);
    const width = all.features.length / all.labelCount;
    for (const [i, label] of set.entries()) {
      const { features } = await model.encodeLabels([label]);
      expect(largestDifference(features, all.features.slice(i * width, (i + 1) * width))).toBeLessThan(1e-5);
    }
  });
});
