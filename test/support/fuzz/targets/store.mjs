/** Feature stores: footer, schema, pages, rows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Store } from '../../../../dist/store/store-reader.js';
import { StoreWriter } from '../../../../dist/store/store-writer.js';

const WIDTH = 4;
const PATCHES = 2;

const DESCRIPTION = {
  tool: 'xclip-tagger 0.0.0',
  model: { id: 'some/model', revision: 'c0ffee', weightsSha256: 'ab'.repeat(32) },
  precision: { name: 'fp32' },
  preprocessing: { size: 224 },
  sampling: { seed: 0 },
  hasSpans: false,
  embedding: { width: WIDTH, normalized: false },
  context: { patches: PATCHES },
};

const clipAt = (row) => ({
  video: `videos/été-${row}.mp4`,
  clip: row % 3,
  startSeconds: row / 8,
  endSeconds: row / 8 + 1.5,
  frameIndices: [row, row + 1, row + 5],
  notes: row % 2 === 0 ? [] : ['short', 'damaged'],
  span: { startSeconds: row, endSeconds: row + 1 },
  embedding: Float32Array.from({ length: WIDTH }, (_, i) => row + i / 8),
  context: new Uint8Array(2 * PATCHES * WIDTH).fill(row),
});

async function made(folder, name, rows, description) {
  const path = join(folder, `made-${name}.parquet`);
  const writer = await StoreWriter.create(path, description);
  for (let row = 0; row < rows; row++) {
    const { span, context, ...clip } = clipAt(row);
    await writer.write({
      ...clip,
      ...(description.hasSpans ? { span } : {}),
      context: description.context === undefined ? undefined : context,
    });
  }
  await writer.close();
  return readFileSync(path);
}

/** What tag and search do with a store. */
async function read(folder, name) {
  const store = await Store.open(join(folder, name));
  try {
    for await (const { rows } of store.clips()) rows.length;
    for await (const { rows } of store.embeddings()) rows.length;
    for await (const { rows } of store.videos()) rows.length;
    return store.isWhole && store.clipCount;
  } finally {
    await store.close();
  }
}

export const targets = {
  store: async (folder) => {
    const files = [
      await made(folder, 'plain', 5, DESCRIPTION),
      await made(folder, 'bare', 3, { ...DESCRIPTION, hasSpans: true, context: undefined }),
      await made(folder, 'empty', 0, DESCRIPTION),
    ];
    const seeds = files.flatMap((bytes) => {
      const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
      const hots = [
        [footer, bytes.length],
        [4, Math.max(footer, 5)],
        [footer, footer + 400],
      ];
      return hots.map((hot) => ({ 'store.parquet': { bytes, hot } }));
    });
    return { seeds, run: read };
  },
};
