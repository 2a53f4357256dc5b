import { rowsOf, findBox, requireBox, type Box } from './iso-boxes.js';
import { MOST_PACKETS, NotIndexed } from './not-indexed.js';

/** The packets of a track, in decoding order; times in ticks, without its edit list. */
export interface IsoSamples {
  count: number;
  decodedAt: Float64Array;
  durations: Float64Array;
  shownAt: Float64Array;
  /** Whether packets are shown later than decoded. */
  hasDelays: boolean;
  /** When the last packet's time is over. */
  endTicks: number;
  offsets: Float64Array;
  sizes: Float64Array;
  isKey: (sample: number) => boolean;
}

/** Beyond this, FFmpeg takes a composition offset for a mistake. */
const LARGEST_OFFSET = 1 << 28;

/**
 * Reads a track's sample tables (stbl). Time and memory are bounded by the file's size.
 * @throws NotIndexed where they do not fit together.
 */
export function readSamples(tables: readonly Box[], fileBytes: number): IsoSamples {
  const sizes = readSizes(requireBox(tables, 'stsz'), fileBytes);
  const count = sizes.length;
  const { decodedAt, durations } = readTimes(requireBox(tables, 'stts'), count);
  const ctts = findBox(tables, 'ctts');
  if (ctts !== undefined && durations.some((ticks) => ticks !== durations[0])) {
    // FFmpegs differ in how long they then say that a packet is shown: by its own time, or not at all.
    throw new NotIndexed('uneven times with delays');
  }
  return {
    count,
    decodedAt,
    durations,
    shownAt: ctts === undefined ? decodedAt : addOffsets(ctts, decodedAt),
    hasDelays: ctts !== undefined,
    endTicks: (decodedAt.at(-1) ?? 0) + (durations.at(-1) ?? 0),
    offsets: readOffsets(tables, sizes),
    sizes,
    isKey: readKeys(findBox(tables, 'stss'), count),
  };
}

function readSizes(stsz: Buffer, fileBytes: number): Float64Array {
  const common = stsz.readUInt32BE(4);
  const { rowCount, rows } = rowsOf(stsz, common === 0 ? 4 : 0, 8);
  if (rowCount === 0) throw new NotIndexed('no packets');
  if (rowCount * Math.max(1, common) > fileBytes) throw new NotIndexed('it ends before what it promises');
  if (rowCount > MOST_PACKETS) throw new NotIndexed('too many packets');
  const sizes = Float64Array.from({ length: rowCount }, (_, i) => common || rows.readUInt32BE(i * 4));
  if (sizes.includes(0)) throw new NotIndexed('an empty packet');
  return sizes;
}

function readTimes(stts: Buffer, count: number): { decodedAt: Float64Array; durations: Float64Array } {
  const decodedAt = new Float64Array(count);
  const durations = new Float64Array(count);
  let ticks = 0;
  forRuns(stts, count, (sample, row) => {
    const duration = row.readUInt32BE(4);
    // FFmpeg corrects what it takes for negative.
    if (duration >= LARGEST_OFFSET) throw new NotIndexed('an overlong packet');
    decodedAt[sample] = ticks;
    durations[sample] = duration;
    ticks += duration;
  });
  return { decodedAt, durations };
}

/** Signed in both versions of the box, as FFmpeg takes them. */
function addOffsets(ctts: Buffer, decodedAt: Float64Array): Float64Array {
  const shownAt = new Float64Array(decodedAt.length);
  forRuns(ctts, decodedAt.length, (sample, row) => {
    const offset = row.readInt32BE(4);
    if (Math.abs(offset) >= LARGEST_OFFSET) throw new NotIndexed('an overlong delay');
    shownAt[sample] = (decodedAt[sample] ?? 0) + offset;
  });
  return shownAt;
}

/** Rows of a count and a value, which must make up `count` samples. */
function forRuns(body: Buffer, count: number, onSample: (sample: number, row: Buffer) => void): void {
  const { rowCount, rows } = rowsOf(body, 8);
  let sample = 0;
  for (let i = 0; i < rowCount; i++) {
    const row = rows.subarray(i * 8, i * 8 + 8);
    const end = sample + row.readUInt32BE(0);
    if (end > count) throw new NotIndexed('its tables disagree');
    while (sample < end) onSample(sample++, row);
  }
  if (sample !== count) throw new NotIndexed('its tables disagree');
}

/** Samples lie one behind the other in chunks; `stsc` says how many from which chunk on. */
function readOffsets(tables: readonly Box[], sizes: Float64Array): Float64Array {
  const co64 = findBox(tables, 'co64');
  const chunks = rowsOf(co64 ?? requireBox(tables, 'stco'), co64 === undefined ? 4 : 8);
  const runs = rowsOf(requireBox(tables, 'stsc'), 12);
  const offsets = new Float64Array(sizes.length);
  let sample = 0;
  let run = -1;
  let perChunk = 0;
  for (let chunk = 0; chunk < chunks.rowCount; chunk++) {
    if (run + 1 < runs.rowCount && runs.rows.readUInt32BE((run + 1) * 12) === chunk + 1) {
      run += 1;
      perChunk = runs.rows.readUInt32BE(run * 12 + 4);
      if (runs.rows.readUInt32BE(run * 12 + 8) !== 1) throw new NotIndexed('more than one description');
    }
    let at =
      co64 === undefined
        ? chunks.rows.readUInt32BE(chunk * 4)
        : Number(chunks.rows.readBigUInt64BE(chunk * 8));
    if (perChunk === 0 || sample + perChunk > sizes.length) throw new NotIndexed('its tables disagree');
    for (const end = sample + perChunk; sample < end; sample++) {
      offsets[sample] = at;
      at += sizes[sample] ?? 0;
    }
  }
  if (sample !== sizes.length || run + 1 !== runs.rowCount) throw new NotIndexed('its tables disagree');
  return offsets;
}

/** Without the table, every sample is one. */
function readKeys(stss: Buffer | undefined, count: number): (sample: number) => boolean {
  if (stss === undefined) return () => true;
  const { rowCount, rows } = rowsOf(stss, 4);
  if (rowCount > count) throw new NotIndexed('its tables disagree');
  const keys = new Set(Array.from({ length: rowCount }, (_, i) => rows.readUInt32BE(i * 4) - 1));
  return (sample) => keys.has(sample);
}
