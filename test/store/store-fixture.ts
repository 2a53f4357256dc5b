import type { StoreDescription } from '../../src/store/store-description.js';
import { StoreWriter } from '../../src/store/store-writer.js';
import type { StoredClip } from '../../src/store/stored-clip.js';
import { Store } from '../../src/store/store-reader.js';
import { sha256 } from '../support/fixtures.js';

export const WIDTH = 256;
export const PATCHES = 49;

export const DESCRIPTION: StoreDescription = {
  tool: 'xclip-tagger 0.0.0',
  model: { id: 'some/model', revision: 'c0ffee', weightsSha256: 'ab'.repeat(32) },
  precision: { name: 'fp32' },
  preprocessing: { size: 224 },
  sampling: { seed: 0 },
  hasSpans: false,
  embedding: { width: WIDTH, normalized: false },
  context: { patches: PATCHES },
};

/** A clip whose numbers follow from its place. */
export function clipAt(row: number, width = WIDTH, patches = PATCHES): StoredClip {
  return {
    video: `videos/été-${String(row).padStart(6, '0')}.mp4`,
    clip: row % 3,
    startSeconds: row / 8,
    endSeconds: row / 8 + 1.5,
    frameIndices: [row, row + 1, row + 5],
    notes: row % 2 === 0 ? [] : ['short', 'damaged'],
    embedding: Float32Array.from({ length: width }, (_, i) => Math.fround(row + i / 1000)),
    context: Uint8Array.from({ length: 2 * patches * width }, (_, i) => (row * 31 + i * 7) & 0x7b),
  };
}

export function spanAt(row: number): NonNullable<StoredClip['span']> {
  return { startSeconds: row * 10, endSeconds: row * 10 + 10 };
}

export async function writeStore(
  path: string,
  rows: number,
  description: StoreDescription = DESCRIPTION,
): Promise<void> {
  const writer = await StoreWriter.create(path, description);
  for (let row = 0; row < rows; row++) {
    const clip = clipAt(row, description.embedding.width, description.context?.patches);
    const spanned = description.hasSpans ? { ...clip, span: spanAt(row) } : clip;
    await writer.write(description.context === undefined ? { ...spanned, context: undefined } : spanned);
  }
  await writer.close();
}

/** A clip with digests for its numbers, of which there are too many to compare one by one. */
export type BriefClip = Omit<StoredClip, 'embedding' | 'context'> &
  Record<'embedding' | 'context', string | undefined>;

export function brief({ embedding, context, ...clip }: StoredClip): BriefClip {
  return {
    ...clip,
    embedding: sha256(new Uint8Array(embedding.buffer)),
    context: context === undefined ? undefined : sha256(context),
  };
}

export async function readStore(path: string): Promise<{
  description: StoreDescription;
  lostBytes: number;
  isWhole: boolean;
  clips: BriefClip[];
  rows: number[];
}> {
  const store = await Store.open(path);
  try {
    const clips: BriefClip[] = [];
    const rows: number[] = [];
    for await (const group of store.clips()) {
      for (const { row, ...clip } of group.rows) {
        clips.push(brief(clip));
        rows.push(row);
      }
    }
    const { description, lostBytes, isWhole } = store;
    return { description, lostBytes, isWhole, clips, rows };
  } finally {
    await store.close();
  }
}
