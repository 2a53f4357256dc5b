/** Stores made to hurt who reads them: each is refused, soon, in little memory. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, type ColumnMetaData, type FileMetaData } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESCRIPTION, readStore, writeStore } from './store-fixture.js';

const ROWS = 5;
const MOST_MS = 10_000;
const MOST_BYTES = 64 << 20;

let folder: string;
let whole: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xclip-hostile-store-'));
  await writeStore(join(folder, 'whole.parquet'), ROWS, {
    ...DESCRIPTION,
    embedding: { width: 4, normalized: false },
    context: { patches: 2 },
  });
  whole = readFileSync(join(folder, 'whole.parquet'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What reading all of it throws, in bounded time and memory. */
async function refusalOf(content: Uint8Array): Promise<unknown> {
  const path = join(folder, 'hostile.parquet');
  writeFileSync(path, content);
  const startMs = performance.now();
  const before = process.memoryUsage();
  const refusal: unknown = await readStore(path).then(
    () => 'read',
    (error: unknown) => error,
  );
  const after = process.memoryUsage();
  expect(performance.now() - startMs).toBeLessThan(MOST_MS);
  expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(
    MOST_BYTES,
  );
  return refusal;
}

function metadataOf(bytes: Buffer): FileMetaData {
  return parquetMetadata(new Uint8Array(bytes));
}

/** The store with another footer. */
function withFooter(change: (metadata: FileMetaData) => void): Buffer {
  const metadata = metadataOf(whole);
  change(metadata);
  const writer = new ByteWriter();
  writeMetadata(writer, metadata);
  const data = whole.subarray(0, whole.length - 8 - whole.readUInt32LE(whole.length - 8));
  return Buffer.concat([data, writer.getBytes(), Buffer.from('PAR1')]);
}

function chunkOf(metadata: FileMetaData, column: string): ColumnMetaData {
  const chunks = metadata.row_groups.flatMap(({ columns }) => columns.map((chunk) => chunk.meta_data));
  const found = chunks.find((chunk) => chunk?.path_in_schema[0] === column);
  if (found === undefined) throw new Error(`no column ${column}`);
  return found;
}

/** The store with some bytes of a column's first page changed, from the page's header on. */
function withPage(column: string, change: (page: Buffer) => void): Buffer {
  const copy = Buffer.from(whole);
  const { data_page_offset: start, total_compressed_size: size } = chunkOf(metadataOf(whole), column);
  change(copy.subarray(Number(start), Number(start + size)));
  return copy;
}

test('the changes below start from a store that can be read', async () => {
  expect(await refusalOf(whole)).toBe('read');
  expect(await refusalOf(withFooter(() => undefined))).toBe('read');
});

describe('claims of a footer that no file can keep', () => {
  const setRows = (rows: unknown) => (metadata: FileMetaData) => {
    Object.assign(metadata, { num_rows: rows });
    for (const group of metadata.row_groups) Object.assign(group, { num_rows: rows });
  };
  test.each<[string, (metadata: FileMetaData) => void, string]>([
    ['2^31 clips', setRows(2n ** 31n), 'its counts of rows contradict each other'],
    ['fewer than no clips', setRows(-5n), 'it has a size without sense'],
    // Found by the fuzzer: a BigInt cannot be added to a number.
    ['a count of another type', setRows(5), 'it has a size without sense'],
    ['a group more than it counts', (m) => (m.num_rows = 4n), 'its counts of rows contradict each other'],
    [
      '2^31 clips, as large as it says',
      (metadata) => {
        setRows(2n ** 31n)(metadata);
        for (const { columns } of metadata.row_groups) {
          for (const { meta_data: chunk } of columns) {
            Object.assign(chunk ?? {}, { total_uncompressed_size: 2n ** 40n, num_values: 2n ** 31n });
          }
        }
      },
      'its counts of rows contradict each other',
    ],
    [
      'the same clips a thousand times',
      (metadata) => {
        const [group] = metadata.row_groups;
        if (group !== undefined) metadata.row_groups = Array.from({ length: 1000 }, () => group);
        metadata.num_rows = BigInt(1000 * ROWS);
      },
      'its groups of clips overlap',
    ],
    [
      'a column of another type',
      (m) => Object.assign(m.schema.find(({ name }) => name === 'start_s') ?? {}, { type: 'INT32' }),
      'its columns are not those that xclip embed writes',
    ],
    [
      'a column less',
      (m) => {
        const root = m.schema[0];
        if (root?.num_children !== undefined) root.num_children -= 1;
        m.schema.pop();
      },
      'its columns are not those that xclip embed writes',
    ],
    ['columns in another order', (m) => m.row_groups[0]?.columns.reverse(), 'is not where it should be'],
    [
      'a dictionary somewhere',
      (m) => (chunkOf(m, 'clip').dictionary_page_offset = 4n),
      'its column clip is compressed',
    ],
    ['a codec', (m) => (chunkOf(m, 'context').codec = 'SNAPPY'), 'its column context is compressed'],
  ])('%s', async (_, change, reason) => {
    expect(await refusalOf(withFooter(change))).toMatchObject({
      code: 'STORE_DAMAGED',
      message: expect.stringContaining(reason) as string,
    });
  });

  test('a column beyond the file', async () => {
    const beyond = withFooter((m) => (chunkOf(m, 'video').data_page_offset = 2n ** 50n));
    expect(await refusalOf(beyond)).toMatchObject({ code: 'STORE_CUT' });
  });
});

describe('claims of a page that it cannot keep', () => {
  // A header is fields of one byte of type and number, then zigzag: 2 bytes of type and number of values.
  const header = { type: 1, valueCount: 7 };

  test('2^31 - 1 values', async () => {
    const pages = withPage('notes', (page) => {
      const at = page.indexOf(Buffer.from([0x15]), header.valueCount - 1) + 1;
      // 5 bytes where few were: what follows is overwritten too.
      Buffer.from([0xfe, 0xff, 0xff, 0xff, 0x0f]).copy(page, at);
    });
    expect(await refusalOf(pages)).toMatchObject({ code: 'STORE_DAMAGED' });
  });

  test('a run of 2^27 levels', async () => {
    const pages = withPage('embedding', (page) => {
      // Levels of 20 values: runs of 1 and 3 or bits, right behind the header, which ends by two zeros.
      const levels = page.indexOf(Buffer.from([0, 0])) + 2;
      Buffer.from([0xfe, 0xff, 0xff, 0x7f, 0x00]).copy(page, levels);
    });
    expect(await refusalOf(pages)).toMatchObject({
      code: 'STORE_DAMAGED',
      message: expect.stringMatching(/levels make no sense|more values than it holds/) as string,
    });
  });

  test('a page of another kind', async () => {
    const pages = withPage('clip', (page) => (page[header.type] = 4));
    expect(await refusalOf(pages)).toMatchObject({
      code: 'STORE_DAMAGED',
      message: expect.stringContaining('a page of another kind') as string,
    });
  });
});

describe('what looks like a footer', () => {
  const end = (footer: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    return Buffer.concat([Buffer.from('PAR1'), footer, length, Buffer.from('PAR1')]);
  };

  test('at every twelfth of a million bytes', async () => {
    const one = Buffer.concat([Buffer.from([0x15, 0, 0, 0, 4, 0, 0, 0]), Buffer.from('PAR1')]);
    const many = Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(12_000_000, one)]);
    expect(await refusalOf(many)).toMatchObject({ code: 'STORE_CUT' });
  });

  test.each<[string, Buffer]>([
    // A list of 2^28 flags, or of as many structures as there are bytes; structures in structures.
    ['a list of 2^28 values', Buffer.from([0x15, 0x04, 0x19, 0xf1, 0x80, 0x80, 0x80, 0x80, 0x01])],
    [
      'nine million structures',
      Buffer.concat([Buffer.from([0x15, 0x04, 0x19, 0xfc, 0xc0, 0xa8, 0xa5, 0x04]), Buffer.alloc(9e6)]),
    ],
    ['structures without end', Buffer.concat([Buffer.from([0x15, 0x04]), Buffer.alloc(1e6, 0x1c)])],
    ['a number without end', Buffer.concat([Buffer.from([0x15]), Buffer.alloc(1e6, 0xff)])],
  ])('that holds %s', async (_, footer) => {
    expect(await refusalOf(end(footer))).toMatchObject({ code: 'STORE_CUT' });
  });
});
