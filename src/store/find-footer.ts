/** Where a store's rows are listed: at its end, or, in a file that was cut, after the last groups that are whole. */
import { type AsyncBuffer, type FileMetaData, parquetMetadata } from 'hyparquet';
import { MAGIC } from './magic.js';
import { ThriftReader } from './thrift-reader.js';

const MAGIC_BYTES = 4;
/** A footer ends with its length (4 bytes) and the magic. */
const TAIL_BYTES = 8;
/** Thrift's byte for the first field (i32, number 1): what every footer begins with. */
const FIRST_FOOTER_BYTE = 0x15;
const SEARCH_BYTES = 1 << 20;
/** Of a store of some 200 GB: 25,000 groups. Each value becomes an object. */
const MOST_FOOTER_BYTES = 64 << 20;
const MOST_FOOTER_VALUES = 8_000_000;
/** Data seldom look like a footer; a file may be made to do so at every byte. */
const MOST_TRIES = 100;

export interface Footer {
  metadata: FileMetaData;
  /** bytes after the footer, which nothing can be made of; 0 in a whole file */
  lostBytes: number;
}

/** Undefined if the file has no whole footer. */
export async function findFooter(file: AsyncBuffer): Promise<Footer | undefined> {
  let tries = 0;
  for await (const end of magicEnds(file)) {
    const start = await footerStart(file, end);
    if (start === undefined) continue;
    const metadata = metadataIn(await file.slice(start, end), start);
    if (metadata !== undefined) return { metadata, lostBytes: file.byteLength - end };
    if (++tries === MOST_TRIES) break;
  }
  return undefined;
}

/** Positions just after each magic, from the file's end backwards; those at its start are its header's. */
async function* magicEnds(file: AsyncBuffer): AsyncGenerator<number, void, undefined> {
  const least = MAGIC_BYTES + TAIL_BYTES;
  let end = file.byteLength;
  while (end >= least) {
    const start = Math.max(end - SEARCH_BYTES, 0);
    const block = Buffer.from(await file.slice(start, end));
    for (
      let at = block.lastIndexOf(MAGIC);
      at !== -1;
      at = at === 0 ? -1 : block.lastIndexOf(MAGIC, at - 1)
    ) {
      if (start + at + MAGIC_BYTES >= least) yield start + at + MAGIC_BYTES;
    }
    // Blocks overlap by less than a magic, so that one across their border is seen, and seen once.
    end = start === 0 ? 0 : start + MAGIC_BYTES - 1;
  }
}

/** Where the footer that ends there begins, if one may. */
async function footerStart(file: AsyncBuffer, end: number): Promise<number | undefined> {
  const tail = new DataView(await file.slice(end - TAIL_BYTES, end));
  const start = end - TAIL_BYTES - tail.getUint32(0, true);
  if (start < MAGIC_BYTES || start >= end - TAIL_BYTES || end - start > MOST_FOOTER_BYTES) return undefined;
  const first = new Uint8Array(await file.slice(start, start + 1))[0];
  return first === FIRST_FOOTER_BYTE ? start : undefined;
}

function metadataIn(bytes: ArrayBuffer, start: number): FileMetaData | undefined {
  try {
    // hyparquet makes whatever lengths say.
    new ThriftReader(new Uint8Array(bytes), MOST_FOOTER_VALUES).struct();
    const metadata = parquetMetadata(bytes, { geoparquet: false });
    return groupsEndBefore(metadata, start) ? metadata : undefined;
  } catch {
    return undefined; // four bytes of data that look like the magic
  }
}

function groupsEndBefore({ row_groups: groups }: FileMetaData, footerStart: number): boolean {
  return groups.every(({ columns }) =>
    columns.every(({ meta_data: chunk }) => {
      if (chunk === undefined) return false;
      const start = chunk.dictionary_page_offset ?? chunk.data_page_offset;
      return start >= MAGIC_BYTES && Number(start + chunk.total_compressed_size) <= footerStart;
    }),
  );
}
