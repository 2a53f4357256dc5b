/** tagVideos against the reference's whole runs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  embedVideos,
  searchStore,
  tagVideos,
  type EmbeddedClip,
  type TaggedClip,
  type TagVideosOptions,
  type UntaggedVideo,
} from '../../../dist/index.js';
import { fixturePath, readCases } from '../../support/fixtures.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

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

describe('gives what the command gives', () => {
  const videos = [clip('bikes.mp4'), clip('vfr.mp4')];
  const base = ['--model', model, '--format', 'jsonl'];
  const listed = labels.flatMap((label) => ['--label', label]);

  async function lines(...args: string[]): Promise<unknown[]> {
    const { status, stdout, stderr } = await runHere(args, { cwd: tempFolder() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  }

  /** As the command writes records: nine digits, and notes where there are any. */
  function plain(items: object[]): unknown[] {
    return items.map((item) => {
      const { notes = [], ...rest } = item as { notes?: string[] };
      const text = JSON.stringify(notes.length === 0 ? rest : { ...rest, notes }, (_key, value: unknown) =>
        typeof value === 'number' ? Number(value.toPrecision(9)) : value,
      );
      return JSON.parse(text) as unknown;
    });
  }

  test.each<[string, string[], Partial<TagVideosOptions>]>([
    ['windows', ['--every', '0.5', '--window', '1'], { everySeconds: 0.5, windowSeconds: 1 }],
    ['merged windows', ['--every', '0.5', '--merge'], { everySeconds: 0.5, merge: true }],
    ['shots', ['--scenes', '--top-k', '2'], { scenes: true, topK: 2 }],
    ['sigmoid', ['--scores', 'sigmoid'], { scores: 'sigmoid' }],
    ['cosine', ['--scores', 'cosine', '--views', '2'], { scores: 'cosine', views: 2 }],
  ])('for %s', async (_name, flags, options) => {
    const expected = await lines('tag', ...videos, ...base, ...listed, ...flags);
    expect(plain(await collect(tagVideos(videos, { model, labels, ...options })))).toEqual(expected);
  });

  test('for sets of labels', async () => {
    const sets = { place: ['a park', 'a room'], sport: labels };
    const folder = tempFolder();
    const files = Object.entries(sets).flatMap(([name, list]) => {
      writeFileSync(join(folder, `${name}.txt`), list.join('\n'));
      return ['--labels', `${name}=${join(folder, `${name}.txt`)}`];
    });
    const expected = await lines('tag', ...videos, ...base, ...files);
    expect(plain(await collect(tagVideos(videos, { model, labels: sets })))).toEqual(expected);
  });

  test('for embeddings', async () => {
    const expected = (await lines(
      'embed',
      ...videos,
      ...base,
      '--every',
      '1',
      '--normalize',
    )) as EmbeddedClip[];
    const embedded = [];
    for await (const item of embedVideos(videos, { model, everySeconds: 1, normalize: true })) {
      if ('error' in item) throw item.error;
      embedded.push({ ...item, embedding: [...item.embedding] });
    }
    expect(embedded.map(({ video, clip, start_s, end_s }) => [video, clip, start_s, end_s])).toEqual(
      expected.map(({ video, clip, start_s, end_s }) => [video, clip, start_s, end_s]),
    );
    expect(embedded.map(({ embedding }) => embedding.map(Math.fround))).toEqual(
      expected.map(({ embedding }) => [...embedding].map(Math.fround)),
    );
  });

  test('for a search', async () => {
    const store = join(tempFolder(), 'store.parquet');
    await runHere(['embed', ...videos, '--model', model, '--every', '1', '-o', store], { cwd: tempFolder() });
    const queries = ['a dog', 'playing sports'];
    const expected = await lines('search', store, ...queries, '--top-k', '2', '--format', 'jsonl');
    const found = await searchStore(store, queries, { topK: 2 });
    const flat = found.flatMap((hits) => hits.map(({ video, clip, logit }) => ({ video, clip, logit })));
    expect(expected).toMatchObject(plain(flat));
    expect(flat).toHaveLength(4);
    const other = fixturePath('checkpoints/odd');
    await expect(searchStore(store, 'a dog', { model: other })).rejects.toMatchObject({
      code: 'STORE_OF_ANOTHER_MODEL',
    });
    await expect(searchStore(store, [])).rejects.toMatchObject({ code: 'NO_LABELS' });
    await expect(searchStore(store, 'a dog', { limit: 2 } as object)).rejects.toMatchObject({
      code: 'BAD_OPTION',
    });
  });
});

test.each<[string, unknown]>([
  ['NO_LABELS', {}],
  ['NO_LABELS', { labels: null }],
  ['NO_LABELS', { labels: { sport: [] } }],
  ['DUPLICATE_LABEL', { labels: ['a', 'a'] }],
  ['BAD_OPTION', null],
  ['BAD_OPTION', { labels: 'dancing' }],
  ['BAD_OPTION', { labels: ['a', 5] }],
  ['BAD_OPTION', { labels, topk: 3 }],
  ['BAD_OPTION', { labels, topK: 0 }],
  ['BAD_OPTION', { labels, topK: null }],
  ['BAD_OPTION', { labels, seed: -1 }],
  ['BAD_OPTION', { labels, threshold: 2 }],
  ['BAD_OPTION', { labels, threshold: NaN }],
  ['BAD_OPTION', { labels, everySeconds: 0 }],
  ['BAD_OPTION', { labels, crops: 2 }],
  ['BAD_OPTION', { labels, scores: 'sigmoid', background: [] }],
  ['BAD_OPTION', { labels, signal: {} }],
  ['CONTRADICTION', { labels, windowSeconds: 3 }],
  ['CONTRADICTION', { labels, merge: true }],
  ['CONTRADICTION', { labels, background: ['a'] }],
  ['UNKNOWN_DEVICE', { labels, device: 'tpu' }],
])('refuses by %s: %j', async (code, options) => {
  const given = options === null ? null : { model, ...(options as object) };
  await expect(collect(tagVideos(clip('bikes.mp4'), given as TagVideosOptions))).rejects.toMatchObject({
    code,
  });
});

test('refuses paths that are none', async () => {
  for (const paths of [null, 5, [clip('bikes.mp4'), null]]) {
    await expect(collect(tagVideos(paths as string[], { model, labels }))).rejects.toMatchObject({
      code: 'BAD_OPTION',
    });
  }
});
