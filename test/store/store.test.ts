import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Store } from '../../src/store/store-reader.js';
import { DESCRIPTION, brief, clipAt, readStore, spanAt, writeStore } from './store-fixture.js';

/** Several groups of 321 rows (8 MiB each), the last one not full. */
const ROWS = 1100;
const EXPECTED = Array.from({ length: ROWS }, (_, row) => brief(clipAt(row)));

let folder: string;
let whole: string;
let bytes: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xclip-store-'));
  whole = join(folder, 'whole.parquet');
  await writeStore(whole, ROWS);
  bytes = readFileSync(whole);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('a store', () => {
  test('gives back what was written', async () => {
    const { description, clips, rows, lostBytes, isWhole } = await readStore(whole);
    expect(description).toEqual(DESCRIPTION);
    expect({ lostBytes, isWhole }).toEqual({ lostBytes: 0, isWhole: true });
    expect(rows).toEqual(EXPECTED.map((_, row) => row));
    expect(clips).toEqual(EXPECTED);
  });

  test('gives the wanted rows only, and embeddings alone', async () => {
    const store = await Store.open(whole);
    const wanted: number[] = [];
    for await (const { rows } of store.clips((row) => row === 7 || row === 1099)) {
      wanted.push(...rows.map(({ row }) => row));
    }
    expect(wanted).toEqual([7, 1099]);
    const firsts: number[] = [];
    for await (const { rows } of store.embeddings()) firsts.push(...rows.map((row) => row[0] ?? NaN));
    expect(firsts).toEqual(EXPECTED.map((_, row) => row));
    await store.close();
  });

  test('can do without context, know its windows, and hold nothing', async () => {
    const bare = join(folder, 'bare.parquet');
    await writeStore(bare, 3, { ...DESCRIPTION, context: undefined });
    const { clips } = await readStore(bare);
    expect(clips).toEqual(EXPECTED.slice(0, 3).map((clip) => ({ ...clip, context: undefined })));
    const cut = join(folder, 'cut-into-windows.parquet');
    await writeStore(cut, 3, { ...DESCRIPTION, hasSpans: true });
    const spanned = await readStore(cut);
    expect(spanned.description.hasSpans).toBe(true);
    expect(spanned.clips).toEqual(EXPECTED.slice(0, 3).map((clip, row) => ({ ...clip, span: spanAt(row) })));
    const empty = join(folder, 'empty.parquet');
    await writeStore(empty, 0);
    expect((await readStore(empty)).clips).toEqual([]);
  });

  test('is written in groups, footers on the way taking 2 % at most', () => {
    const { row_groups: groups } = parquetMetadata(new Uint8Array(bytes));
    expect(groups.map(({ num_rows: rows }) => Number(rows))).toEqual([321, 321, 321, 137]);
    const end = Number(groups.at(-1)?.columns.at(-1)?.meta_data?.data_page_offset ?? 0n);
    const data = groups.flatMap(({ columns }) =>
      columns.map(({ meta_data: m }) => Number(m?.total_compressed_size)),
    );
    expect(data.reduce((a, b) => a + b, 0)).toBeGreaterThan(0.98 * end);
  });

  test('cut anywhere gives its first groups back, bytes for bytes', async () => {
    for (const share of [0.3, 0.5, 0.77, 0.95, 0.9999]) {
      const cut = file('cut.parquet', bytes.subarray(0, Math.floor(bytes.length * share)));
      const { clips, lostBytes, isWhole } = await readStore(cut);
      expect(isWhole).toBe(false);
      const whole = Math.floor((ROWS * share) / 321);
      expect(clips.length).toBe(Math.min(whole, 3) * 321);
      expect(clips).toEqual(EXPECTED.slice(0, clips.length));
      expect(lostBytes).toBeGreaterThan(0);
    }
  });

  test('cut just after a footer on the way is known to be unfinished', async () => {
    const end = bytes.indexOf('PAR1', 4) + 4;
    expect(end).toBeLessThan(bytes.length / 2);
    const { clips, lostBytes, isWhole } = await readStore(file('part.parquet', bytes.subarray(0, end)));
    expect({ clips: clips.length, lostBytes, isWhole }).toEqual({ clips: 321, lostBytes: 0, isWhole: false });
  });

  test('cut before its first group is whole says so', async () => {
    const cut = file('stub.parquet', bytes.subarray(0, 100_000));
    await expect(Store.open(cut)).rejects.toMatchObject({ code: 'STORE_CUT' });
  });

  test.each<[name: string, content: () => Uint8Array | string, code: string]>([
    ['nothing', () => '', 'NOT_A_STORE'],
    ['text', () => 'video,clip\n', 'NOT_A_STORE'],
    ['the magic alone', () => 'PAR1', 'STORE_CUT'],
    ['a Parquet file of something else', () => replaced('xclip.store', 'other.store'), 'NOT_A_STORE'],
    [
      'a store of a later format',
      () => replaced('xclip.store\x18\x011', 'xclip.store\x18\x012'),
      'NOT_A_STORE',
    ],
    ['a description that is not JSON', () => replaced('{"width":256', '["width":256'), 'NOT_A_STORE'],
  ])('refuses %s', async (_, content, code) => {
    await expect(Store.open(file('other.parquet', content()))).rejects.toMatchObject({ code });
  });

  test('refuses a path that is not there', async () => {
    await expect(Store.open(join(folder, 'none.parquet'))).rejects.toMatchObject({ code: 'NO_SUCH_PATH' });
  });

  test('says which clips a damaged group held', async () => {
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, 4, 2_000_000);
    const path = file('damaged.parquet', damaged);
    await expect(readStore(path)).rejects.toMatchObject({
      code: 'STORE_DAMAGED',
      message: expect.stringContaining('the clips 1 to 321 cannot be read') as string,
    });
  });
});

/** The whole store with a text of the same length in place of another, in each of its footers. */
function replaced(from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}
