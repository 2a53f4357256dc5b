/**
 * What we write, read by the programs people have: numpy, pandas, pyarrow, DuckDB, polars (each where it is installed;
 * XCLIP_TEST_PYTHON names a Python that has them). Without Python, the bytes are looked at one by one.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { NpyWriter } from '../../dist/output/formats/npy.js';
import { findPython, runPython } from '../support/python.js';
import { tempFolder } from '../support/temp-folder.js';
import { DESCRIPTION, WIDTH, clipAt, writeStore } from './store-fixture.js';

/** More than one row group. */
const ROWS = 400;
const SCRIPT = fileURLToPath(new URL('other-readers.py', import.meta.url));
const CLIPS = Array.from({ length: ROWS }, (_, row) => clipAt(row));

async function write(): Promise<{ store: string; array: string }> {
  const folder = tempFolder();
  const [store, array] = [join(folder, 'clips.parquet'), join(folder, 'clips.npy')];
  await writeStore(store, ROWS);
  const writer = await NpyWriter.create(array, WIDTH);
  for (const { embedding } of CLIPS) await writer.write(embedding);
  await writer.close();
  return { store, array };
}

const python = findPython();

describe.skipIf(python === undefined)('by Python', () => {
  const embedding = CLIPS.map((clip) => [...clip.embedding.subarray(0, 3)]);
  const expected = {
    video: CLIPS.map(({ video }) => video),
    clip: CLIPS.map(({ clip }) => clip),
    start_s: CLIPS.map(({ startSeconds }) => startSeconds),
    frame_indices: CLIPS.map(({ frameIndices }) => frameIndices),
    embedding,
    widths: [WIDTH],
    context: CLIPS.map(({ context }) => Buffer.from(context?.subarray(0, 8) ?? []).toString('hex')),
  };

  test('every reader that is there sees every row', async () => {
    const { store, array } = await write();
    const { metadata, numpy, ...tables } = runPython(python ?? '', [SCRIPT, store, array]) as Record<
      string,
      Record<string, unknown>
    >;
    if (numpy !== undefined) expect(numpy).toEqual({ dtype: 'float32', shape: [ROWS, WIDTH], embedding });
    for (const [reader, table] of Object.entries(tables))
      expect({ reader, ...table }).toEqual({ reader, ...expected });
    if (metadata === undefined) return;
    expect(metadata).toMatchObject({
      'xclip.store': '1',
      'xclip.model': DESCRIPTION.model.id,
      'xclip.revision': DESCRIPTION.model.revision,
      'xclip.weights_sha256': DESCRIPTION.model.weightsSha256,
      'xclip.embedding': '{"width":256,"normalized":false}',
      'xclip.context': '{"type":"float16","shape":[49,256]}',
    });
  });
});

describe('by its bytes', () => {
  test('an array is a header of 128 bytes and rows of float32', async () => {
    const bytes = readFileSync((await write()).array);
    expect(bytes.subarray(0, 10).toString('latin1')).toBe('\x93NUMPY\x01\x00\x76\x00');
    expect(bytes.subarray(10, 128).toString('latin1').trimEnd()).toBe(
      `{'descr': '<f4', 'fortran_order': False, 'shape': (${ROWS}, ${WIDTH}), }`,
    );
    expect(bytes[127]).toBe(0x0a);
    expect(bytes.length).toBe(128 + 4 * ROWS * WIDTH);
    expect(bytes.readFloatLE(128 + 4 * (5 * WIDTH + 2))).toBe(CLIPS[5]?.embedding[2]);
  });

  test('a store holds each column where its footer says, plain', async () => {
    const bytes = readFileSync((await write()).store);
    expect(bytes.subarray(0, 4).toString()).toBe('PAR1');
    expect(bytes.subarray(-4).toString()).toBe('PAR1');
    const { row_groups: groups } = parquetMetadata(new Uint8Array(bytes));
    let row = 0;
    for (const { columns, num_rows: rows } of groups) {
      const chunk = (name: string): Buffer => {
        const meta = columns
          .map((column) => column.meta_data)
          .find((data) => data?.path_in_schema[0] === name);
        expect(meta?.codec).toBe('UNCOMPRESSED');
        const start = Number(meta?.data_page_offset);
        return bytes.subarray(start, start + Number(meta?.total_compressed_size));
      };
      // The first and the last of each group: looking through all of it for each clip takes long.
      const last = row + Number(rows) - 1;
      for (const clip of CLIPS.filter((_, i) => i === row || i === last)) {
        expect(chunk('video').includes(clip.video)).toBe(true);
        expect(chunk('embedding').includes(Buffer.from(clip.embedding.buffer))).toBe(true);
        expect(chunk('context').includes(Buffer.from(clip.context ?? []))).toBe(true);
      }
      row += Number(rows);
    }
    expect(row).toBe(ROWS);
  });
});
