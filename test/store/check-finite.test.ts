/** A store of a broken model, or one that was changed, is no source of rows. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Store } from '../../dist/store/store-reader.js';
import { StoreWriter } from '../../dist/store/store-writer.js';
import { tempFolder } from '../support/temp-folder.js';
import { clipAt, DESCRIPTION, PATCHES, WIDTH } from './store-fixture.js';

const ROWS = 600;
const BROKEN_ROW = 520;
const NAME = clipAt(BROKEN_ROW).video;

/** Little-endian fp16. */
const INFINITE_HALF = [0x00, 0x7c];
const NAN_HALF = [0x01, 0xfe];
const LARGEST_HALF = [0xff, 0x7b];

interface Damage {
  embedding?: number;
  context?: readonly number[];
}

async function storeWith({ embedding, context }: Damage): Promise<Store> {
  const path = join(tempFolder(), 'clips.parquet');
  const writer = await StoreWriter.create(path, DESCRIPTION);
  for (let row = 0; row < ROWS; row++) {
    const clip = clipAt(row);
    if (row === BROKEN_ROW && embedding !== undefined) clip.embedding[WIDTH - 1] = embedding;
    if (row === BROKEN_ROW && context !== undefined) clip.context?.set(context, 2 * (PATCHES * WIDTH - 1));
    await writer.write(clip);
  }
  await writer.close();
  return Store.open(path);
}

async function countRows(groups: AsyncIterable<{ rows: unknown[] }>): Promise<number> {
  let count = 0;
  for await (const { rows } of groups) count += rows.length;
  return count;
}

test.each<[string, Damage, string]>([
  ['NaN in an embedding', { embedding: NaN }, 'embedding'],
  ['infinity in an embedding', { embedding: -Infinity }, 'embedding'],
  ['infinity in a context', { context: INFINITE_HALF }, 'context'],
  ['NaN in a context', { context: NAN_HALF }, 'context'],
])('%s is refused by the name of its clip', async (_name, damage, column) => {
  const store = await storeWith(damage);
  const expected = {
    code: 'NOT_FINITE',
    message: `${store.path}: the ${column} of ${NAME} (clip ${BROKEN_ROW % 3}) has numbers that are not finite`,
  };
  await expect(countRows(store.clips())).rejects.toMatchObject(expected);
  await expect(store.groupOf(BROKEN_ROW)).rejects.toMatchObject(expected);
  if (column === 'embedding') {
    await expect(countRows(store.embeddings())).rejects.toMatchObject({
      code: 'NOT_FINITE',
      message: expect.stringContaining(`the embedding in row ${BROKEN_ROW} has`) as string,
    });
  }
  await store.close();
});

test("fp16's largest number is one", async () => {
  const store = await storeWith({ context: LARGEST_HALF });
  expect(await countRows(store.clips())).toBe(ROWS);
  expect(await countRows(store.embeddings())).toBe(ROWS);
  await store.close();
});
