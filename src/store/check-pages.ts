/**
 * The pages of a column before hyparquet reads them: that reader makes an array as long as a page's header claims, and
 * repeats a level as often as a run of levels says.
 */
import type { AsyncBuffer } from 'hyparquet';
import type { Chunk } from './check-groups.js';
import { LISTS } from './store-schema.js';
import { ThriftReader, type ThriftStruct } from './thrift-reader.js';

/** Those that are written here take some 20 bytes. */
const MOST_HEADER_BYTES = 256;
const MOST_HEADER_VALUES = 32;
/** As Parquet numbers them. */
const DATA_PAGE_V2 = 3;
const PLAIN = 0;
/** Of an int32, a float, or a text's length: the least that a value takes. */
const LEAST_VALUE_BYTES = 4;
/** Bits of levels come by eights. */
const MOST_SPARE_LEVELS = 7;

interface Page {
  byteLength: number;
  valueCount: number;
  nullCount: number;
  /** of the levels that say where lists begin, and which are empty */
  repetitionBytes: number;
  definitionBytes: number;
}

/**
 * @param rowCount clips of the group
 * @throws Error if a page claims more than it holds, or is not as embed writes it
 */
export async function checkPages(
  file: AsyncBuffer,
  { column, start, end, valueCount }: Chunk,
  rowCount: number,
): Promise<void> {
  const isList = LISTS.has(column);
  let counted = 0;
  let emptyCount = 0;
  for (let at = start; at < end;) {
    const head = new Uint8Array(await file.slice(at, Math.min(at + MOST_HEADER_BYTES, end)));
    const thrift = new ThriftReader(head, MOST_HEADER_VALUES);
    const page = pageOf(thrift.struct());
    const body = at + thrift.position;
    at = body + page.byteLength;
    if (at > end) throw new Error('a page does not fit');
    const { repetitionBytes, definitionBytes } = page;
    const levelBytes = repetitionBytes + definitionBytes;
    const least = (page.valueCount - page.nullCount) * LEAST_VALUE_BYTES;
    emptyCount += page.nullCount;
    // An empty list takes a few bits, but no more of them than clips can be.
    if (levelBytes + least > page.byteLength || emptyCount > rowCount) {
      throw new Error('a page claims more values than it holds');
    }
    if (isList) {
      const levels = new Uint8Array(await file.slice(body, body + levelBytes));
      checkLevels(levels.subarray(0, repetitionBytes), page.valueCount);
      checkLevels(levels.subarray(repetitionBytes), page.valueCount);
    } else if (levelBytes > 0 || page.nullCount > 0) throw new Error('a page of another kind');
    counted += page.valueCount;
  }
  if (counted !== valueCount) throw new Error('its counts of values contradict each other');
}

function pageOf(header: ThriftStruct): Page {
  const data = header.get(8);
  if (header.get(1) !== DATA_PAGE_V2 || !(data instanceof Map)) throw new Error('a page of another kind');
  const page = data as ThriftStruct;
  const byteLength = size(header.get(3));
  if (size(header.get(2)) !== byteLength || page.get(4) !== PLAIN) throw new Error('a page of another kind');
  const [valueCount, nullCount] = [size(page.get(1)), size(page.get(2))];
  if (nullCount > valueCount) throw new Error('a page claims more empty values than it has');
  return {
    byteLength,
    valueCount,
    nullCount,
    definitionBytes: size(page.get(5)),
    repetitionBytes: size(page.get(6)),
  };
}

/** Runs of levels of one bit: a head, then the level to repeat, or a byte for eight of them. */
function checkLevels(bytes: Uint8Array, valueCount: number): void {
  let count = 0;
  for (let at = 0; at < bytes.length && count < valueCount;) {
    let head = 0;
    for (let place = 0; ; place++) {
      const byte = bytes[at++];
      if (byte === undefined || place > 3) throw new Error('its levels make no sense');
      head += (byte & 0x7f) * 2 ** (7 * place);
      if (byte < 0x80) break;
    }
    const length = Math.floor(head / 2);
    const isRun = head % 2 === 0;
    if (isRun && (bytes[at] ?? 2) > 1) throw new Error('its levels make no sense');
    at += isRun ? 1 : length;
    count += isRun ? length : length * 8;
    if (at > bytes.length || length === 0) throw new Error('its levels make no sense');
  }
  if (count < valueCount || count > valueCount + MOST_SPARE_LEVELS) {
    throw new Error('a page claims more values than it holds');
  }
}

function size(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new Error('a page has a size without sense');
}
