/**
 * Finds near-duplicates in a made-up store: `node bench/duplicates.mjs [CLIPS] [WIDTH] [SHARE]`, SHARE being how many
 * of the clips are copies of others with noise. Prints time and the most memory that it took.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDuplicates } from '../dist/pipeline/search/find-duplicates.js';
import { Store } from '../dist/store/store-reader.js';
import { StoreWriter } from '../dist/store/store-writer.js';

const [clipCount = 100_000, width = 512, share = 0.1] = process.argv.slice(2).map(Number);

/** mulberry32 */
let state = 1;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

function embeddingAt(row, earlier) {
  const original = random() < share && row > 0 ? earlier[Math.floor(random() * earlier.length)] : undefined;
  if (original !== undefined) return original.map((value) => value + 0.05 * (random() - 0.5));
  const embedding = Float32Array.from({ length: width }, () => random() - 0.5);
  if (earlier.length < 1000) earlier.push(embedding);
  return embedding;
}

const folder = await mkdtemp(join(tmpdir(), 'xclip-duplicates-'));
try {
  const path = join(folder, 'clips.parquet');
  const writer = await StoreWriter.create(path, {
    tool: 'bench',
    model: { id: 'none', revision: undefined, weightsSha256: '0'.repeat(64) },
    precision: { name: 'fp32' },
    preprocessing: {},
    sampling: {},
    hasSpans: false,
    embedding: { width, normalized: false },
    context: undefined,
  });
  const earlier = [];
  for (let row = 0; row < clipCount; row++) {
    await writer.write({
      video: `videos/${row}.mp4`,
      clip: 0,
      startSeconds: 0,
      endSeconds: 1,
      frameIndices: [],
      notes: [],
      embedding: embeddingAt(row, earlier),
      context: undefined,
    });
  }
  await writer.close();
  const store = await Store.open(path);
  const started = performance.now();
  const { groups } = await findDuplicates({ store, least: 0.97 });
  const seconds = (performance.now() - started) / 1000;
  const duplicates = groups.reduce((sum, { others }) => sum + others.length, 0);
  const mib = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${clipCount} clips of ${width} numbers: ${groups.length} groups, ${duplicates} duplicates, ${seconds.toFixed(1)} s, ${mib} MiB at most`,
  );
  await store.close();
} finally {
  await rm(folder, { recursive: true });
}
