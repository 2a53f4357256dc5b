import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findDuplicates, type DuplicateSizes } from '../../../dist/pipeline/search/find-duplicates.js';
import { Store } from '../../../dist/store/store-reader.js';
import { StoreWriter } from '../../../dist/store/store-writer.js';
import { DESCRIPTION } from '../../store/store-fixture.js';
import { seeded } from '../../support/seeded.js';
import { tempFolder } from '../../support/temp-folder.js';

const WIDTH = 24;

interface Row {
  video: string;
  embedding: number[];
  span?: [from: number, to: number];
}

async function storeOf(rows: readonly Row[]): Promise<Store> {
  const path = join(tempFolder(), 'clips.parquet');
  const hasSpans = rows.some(({ span }) => span !== undefined);
  const width = rows[0]?.embedding.length ?? WIDTH;
  const description = {
    ...DESCRIPTION,
    hasSpans,
    embedding: { width, normalized: false },
    context: undefined,
  };
  const writer = await StoreWriter.create(path, description);
  for (const { video, embedding, span } of rows) {
    await writer.write({
      video,
      clip: 0,
      startSeconds: span?.[0] ?? 0,
      endSeconds: span?.[1] ?? 1,
      ...(span === undefined ? {} : { span: { startSeconds: span[0], endSeconds: span[1] } }),
      frameIndices: [],
      notes: [],
      embedding: Float32Array.from(embedding),
      context: undefined,
    });
  }
  await writer.close();
  return Store.open(path);
}

/** Each group as [first, others…] with their cosines. */
async function groupsOf(rows: readonly Row[], least: number, sizes?: DuplicateSizes): Promise<number[][][]> {
  const store = await storeOf(rows);
  try {
    const { groups } = await findDuplicates({ store, least, ...(sizes === undefined ? {} : { sizes }) });
    return groups.map(({ row, others }) => [[row], ...others.map(({ row: other, score }) => [other, score])]);
  } finally {
    await store.close();
  }
}

/** The rule, pair by pair in double precision. */
function plainly(rows: readonly Row[], least: number): number[][][] {
  const vectors = rows.map(({ embedding }) => Float64Array.from(Float32Array.from(embedding)));
  const product = (a = new Float64Array(), b = new Float64Array()): number =>
    a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
  const taken = new Set<number>();
  return rows.flatMap((_, first) => {
    if (taken.has(first)) return [];
    const others = rows.flatMap((_other, row) => {
      const [a, b] = [vectors[first], vectors[row]];
      const cosine = product(a, b) / Math.sqrt(product(a, a) * product(b, b));
      return row > first && !taken.has(row) && cosine >= least ? [[row, cosine] as const] : [];
    });
    others.forEach(([row]) => taken.add(row));
    const inOrder = others.sort(([a, x], [b, y]) => y - x || a - b);
    return inOrder.length === 0 ? [] : [[[first], ...inOrder.map((other) => [...other])]];
  });
}

/** A few directions with noise around them, so that many cosines lie near any threshold. */
function scattered(count: number): Row[] {
  const random = seeded(7);
  const centres = Array.from({ length: 12 }, () => Array.from({ length: WIDTH }, () => random() - 0.5));
  return Array.from({ length: count }, (_, row) => {
    const centre = centres[Math.floor(random() * centres.length)] ?? [];
    const [length, noise] = [0.1 + 20 * random(), 0.4 * random()];
    const embedding = centre.map((value) => length * (value + noise * (random() - 0.5)));
    return { video: `${row}.mp4`, embedding };
  });
}

test.each([0.9, 0.97, 0.999])('finds what comparing every pair finds, at %d', async (least) => {
  const rows = scattered(700);
  const expected = plainly(rows, least);
  expect(expected.length).toBeGreaterThan(5);
  const found = await groupsOf(rows, least);
  expect(found.map((group) => group.map(([row]) => row))).toEqual(
    expected.map((group) => group.map(([row]) => row)),
  );
  const scores = (groups: number[][][]): number[] => groups.flat().map(([, score = 1]) => score);
  scores(found).forEach((score, i) => expect(score).toBeCloseTo(scores(expected)[i] ?? NaN, 12));
});

test('whatever the blocks, the result is the same to the bit', async () => {
  const rows = scattered(300);
  const expected = await groupsOf(rows, 0.97);
  for (const [panelRows, blockRows] of [
    [1, 1],
    [7, 3],
    [64, 64],
    [100, 1000],
    [299, 10],
    [300, 300],
  ] as const) {
    expect(await groupsOf(rows, 0.97, { panelRows, blockRows })).toEqual(expected);
  }
});

test('the same embedding has a cosine of exactly 1, at any length that is stored', async () => {
  const embedding = [0.1, 0.7, -0.3];
  const rows = [1, 1, 1].map((_, row) => ({ video: `${row}`, embedding }));
  expect(await groupsOf(rows, 1)).toEqual([[[0], [1, 1], [2, 1]]]);
});

test('zeros are like nothing, not even each other', async () => {
  const rows = [0, 1, 2].map((row) => ({ video: `${row}`, embedding: row === 2 ? [1, 0] : [0, 0] }));
  expect(await groupsOf(rows, 0.5)).toEqual([]);
});

test('clips of a video that overlap are left out, those that do not and those of others are not', async () => {
  const embedding = [1, 2];
  const rows: Row[] = [
    { video: 'a', embedding, span: [0, 10] },
    { video: 'a', embedding, span: [5, 15] },
    { video: 'a', embedding, span: [10, 20] },
    { video: 'b', embedding, span: [0, 10] },
  ];
  // The second overlaps with the first, and so is no duplicate of it: it could take, but all else is taken.
  expect(await groupsOf(rows, 0.99)).toEqual([[[0], [2, 1], [3, 1]]]);
});

test('a store of one clip has none', async () => {
  expect(await groupsOf([{ video: 'a', embedding: [1, 2] }], 0.5)).toEqual([]);
});
