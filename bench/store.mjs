/**
 * Tagging clips from a feature store against tagging their videos, in one process and in turn: decoding, video graph,
 * scorer and ranking against reading, scorer and ranking. Prints milliseconds a clip and their ratio, for 10 and for
 * 400 labels. Opening the model, hashing its weights and encoding the labels, which both have, are left out.
 *
 *   node bench/store.mjs CHECKPOINT [--videos test/fixtures/clips] [--clips 6] [--rounds 5] [--labels 10,400]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { clipGeometry } from '../dist/pipeline/read/clip-geometry.js';
import { embedClips } from '../dist/pipeline/embed-clips.js';
import { openEngine } from '../dist/pipeline/engine.js';
import { rank } from '../dist/pipeline/rank/rank.js';
import { scoreStored } from '../dist/pipeline/infer/score-stored.js';
import { StageTimes } from '../dist/pipeline/times.js';
import { tagClips } from '../dist/pipeline/tagger.js';
import { VIDEO_EXTENSIONS, walk } from '../dist/pipeline/find/walk.js';
import { Store } from '../dist/store/store-reader.js';
import { StoreWriter } from '../dist/store/store-writer.js';
import { machine, machineLine } from './lib/machine.mjs';
import { middle } from './lib/stats.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    videos: { type: 'string', default: fileURLToPath(new URL('../test/fixtures/clips', import.meta.url)) },
    clips: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '5' },
    labels: { type: 'string', default: '10,400' },
  },
});
const [checkpoint] = positionals;
if (checkpoint === undefined) throw new Error('name a checkpoint folder');

/** The store scores faster than a clip is tagged: enough copies of its clips to time them. */
const STORE_CLIPS = { few: 1280, many: 64 };

const engine = await openEngine({ model: checkpoint, timeoutMs: 120_000 });
const { model } = engine;
await model.warmUp();
const folder = mkdtempSync(join(tmpdir(), 'xclip-bench-'));
const shared = {
  ...engine,
  geometry: clipGeometry(model.preprocessing.geometry, { crops: 1, resizePixels: undefined, rotate: false }),
  sampling: {
    sampling: 'documented',
    numFramesPerClip: model.config.vision.numFrames,
    frameSampleRate: 1,
    seed: 0,
    views: 1,
    short: 'clamp',
  },
  times: new StageTimes(),
};

/** The first few videos that can be embedded, and what that gives. */
async function chooseVideos(count) {
  const walked = walk({
    paths: [options.videos],
    extensions: VIDEO_EXTENSIONS,
    exclude: [],
    followSymlinks: false,
  });
  const clips = [];
  for await (const clip of embedClips(walked, { ...shared, normalize: false, withContext: true })) {
    if (!('error' in clip)) clips.push(clip);
    if (clips.length === count) break;
  }
  return clips;
}

async function writeStore(path, clips, count) {
  const writer = await StoreWriter.create(path, {
    tool: 'bench',
    model: { id: checkpoint, revision: undefined, weightsSha256: '' },
    preprocessing: {},
    sampling: {},
    hasSpans: false,
    embedding: { width: model.config.projectionDim, normalized: false },
    context: { patches: clips[0].context.length / 2 / model.config.projectionDim },
  });
  for (let i = 0; i < count; i++) await writer.write(clips[i % clips.length]);
  await writer.close();
}

async function* toPaths(clips) {
  for (const { video } of clips) yield { path: video };
}

async function* toClips(store) {
  for await (const { rows } of store.clips()) yield* rows;
}

/** Milliseconds an item. */
async function timed(items) {
  const started = performance.now();
  let count = 0;
  for await (const item of items) {
    if (item.labels.length === 0) throw new Error('a clip without labels');
    count += 1;
  }
  return (performance.now() - started) / count;
}

async function* ranked(scored, ranking) {
  for await (const { logits, ...clip } of scored) yield rank({ ...clip, logits: [logits] }, ranking);
}

try {
  const clips = await chooseVideos(Number(options.clips));
  console.log(machineLine(machine()));
  for (const labelCount of options.labels.split(',').map(Number)) {
    const labels = Array.from({ length: labelCount }, (_, i) => `a video of thing number ${i}`);
    const texts = await model.encodeLabels(labels);
    const ranking = { labels, topK: 5, threshold: 0 };
    const path = join(folder, `${labelCount}.parquet`);
    await writeStore(path, clips, labelCount < 100 ? STORE_CLIPS.few : STORE_CLIPS.many);
    const fromVideos = () => timed(tagClips(toPaths(clips), { ...shared, ...ranking, texts }));
    const fromStore = async () => {
      const store = await Store.open(path);
      try {
        return await timed(ranked(scoreStored(toClips(store), { model, texts }), ranking));
      } finally {
        await store.close();
      }
    };
    await fromStore();
    const ratios = [];
    for (let round = 1; round <= Number(options.rounds); round++) {
      const videos = await fromVideos();
      const stored = await fromStore();
      ratios.push(videos / stored);
      console.log(
        `${labelCount} labels, round ${round}: videos ${videos.toFixed(1)} ms a clip, store ${stored.toFixed(2)} ms, ${ratios.at(-1).toFixed(0)} times faster`,
      );
    }
    console.log(
      `${labelCount} labels: min ${Math.min(...ratios).toFixed(0)}, median ${middle(ratios).toFixed(0)}, max ${Math.max(...ratios).toFixed(0)} times faster`,
    );
  }
} finally {
  await engine.close();
  rmSync(folder, { recursive: true });
}
