/** tagVideos against the reference's whole runs. */
import { expect, test } from 'vitest';
import { tagVideos, type TaggedClip, type UntaggedVideo } from '../../../dist/index.js';
import { fixturePath, readCases } from '../../support/fixtures.js';

const model = fixturePath('checkpoints/base');
const { cases, label_sets: labelSets } = readCases('base');
const labels = labelSets.sports?.labels ?? [];
const clip = (name: string): string => fixturePath(`clips/${name}`);

async function collect(
  source: AsyncIterable<TaggedClip | UntaggedVideo>,
): Promise<(TaggedClip | UntaggedVideo)[]> {
  const items = [];
  for await (const item of source) items.push(item);
  return items;
}

test('gives the reference’s probabilities, and failures in their places', async () => {
  const paths = [clip('vp9.webm'), clip('noise.mp4'), clip('bikes.mp4')];
  const items = await collect(tagVideos(paths, { model, labels }));
  expect(items.map(({ video }) => video)).toEqual([...paths].sort());
  const [bikes, noise] = items;
  const reference = cases.find((one) => one.clip === 'bikes.mp4' && one.seed === 0);
  if (bikes === undefined || noise === undefined || 'error' in bikes || !('error' in noise)) {
    throw new Error('bikes should be tagged and noise should not');
  }
  expect(noise.error.code).toBe('NOT_A_VIDEO');
  expect(bikes).toMatchObject({ clip: 0, frame_indices: reference?.indices, notes: [] });
  expect(bikes.start_s).toBeCloseTo(reference?.start_s ?? NaN, 6);
  expect(bikes.end_s).toBeCloseTo(reference?.end_s ?? NaN, 6);
  expect(bikes.labels).toHaveLength(3);
  for (const { label, probability, logit } of bikes.labels) {
    const i = labels.indexOf(label);
    expect(probability).toBeCloseTo(reference?.probabilities[i] ?? NaN, 4);
    expect(logit).toBeCloseTo(reference?.logits_per_video[i] ?? NaN, 4);
  }
});

test('takes files as they come', async () => {
  async function* paths() {
    for (const name of ['vfr.mp4', 'bikes.mp4']) yield await Promise.resolve(clip(name));
  }
  const items = await collect(tagVideos(paths(), { model, labels, topK: 1, seed: 3 }));
  expect(items.map(({ video }) => video)).toEqual([clip('vfr.mp4'), clip('bikes.mp4')]);
  expect(items.every((item) => 'labels' in item && item.labels.length === 1)).toBe(true);
});

test('may be left early', async () => {
  const videos = [];
  for await (const { video } of tagVideos(fixturePath('clips'), { model, labels })) {
    videos.push(video);
    if (videos.length === 2) break;
  }
  expect(videos).toHaveLength(2);
});

test('stops at a signal', async () => {
  const stop = new AbortController();
  const videos: string[] = [];
  const run = async (): Promise<void> => {
    for await (const { video } of tagVideos(fixturePath('clips'), { model, labels, signal: stop.signal })) {
      videos.push(video);
      stop.abort(new Error('enough'));
    }
  };
  await expect(run()).rejects.toThrow('enough');
  expect(videos.length).toBeGreaterThan(0);
});

test('says what is wrong before it starts', async () => {
  const paths = clip('bikes.mp4');
  await expect(collect(tagVideos(paths, { model, labels: [] }))).rejects.toMatchObject({ code: 'NO_LABELS' });
  await expect(collect(tagVideos(paths, { model, labels, prompt: 'x' }))).rejects.toMatchObject({
    code: 'BAD_PROMPT',
  });
  await expect(collect(tagVideos('/no/such', { model, labels }))).rejects.toMatchObject({
    code: 'NO_SUCH_PATH',
  });
});
