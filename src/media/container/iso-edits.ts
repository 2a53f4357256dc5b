import { rowsOf } from './iso-boxes.js';
import type { IsoSamples } from './iso-samples.js';
import { NotIndexed } from './not-indexed.js';

/**
 * How much earlier than decoded frames say they are shown, in ticks: the beginning of a track's only
 * edit, if that hides nothing. Others make FFmpeg discard packets and rewrite times.
 * @param elst of the track, if it has any; its durations count in the movie's ticks.
 * @throws NotIndexed if it says anything more.
 */
export function readEditStart(
  elst: Buffer | undefined,
  samples: IsoSamples,
  { movieTicksPerSecond, ticksPerSecond }: { movieTicksPerSecond: number; ticksPerSecond: number },
): number {
  if (elst === undefined) return 0;
  const isLong = elst.readUInt8(0) === 1;
  const { rowCount, rows } = rowsOf(elst, isLong ? 20 : 12);
  if (rowCount === 0) return 0;
  const movieTicks = isLong ? rows.readBigUInt64BE(0) : BigInt(rows.readUInt32BE(0));
  const start = isLong ? Number(rows.readBigInt64BE(8)) : rows.readInt32BE(4);
  const rate = rows.readInt32BE(isLong ? 16 : 8);
  if (rowCount > 1 || start < 0 || rate !== 0x10000) throw new NotIndexed('an edit list of several parts');
  const end = start + rescale(movieTicks, ticksPerSecond, movieTicksPerSecond);
  requireAllShown(samples, start, end);
  // Without delays, old FFmpegs let the last packet end with the edit.
  if (!samples.hasDelays && end < samples.endTicks) throw new NotIndexed('an edit list that ends early');
  return start;
}

/** As FFmpeg's mov_fix_index goes through a single edit. */
function requireAllShown({ count, shownAt, decodedAt, isKey }: IsoSamples, start: number, end: number): void {
  let first = Infinity;
  for (let i = 0; i < count; i++) {
    const shown = shownAt[i] ?? 0;
    first = Math.min(first, shown);
    if (shown < start || shown >= end) throw new NotIndexed('an edit list that hides frames');
    if (i === count - 1) break;
    // There FFmpeg may stop to look.
    const duration = (decodedAt[i + 1] ?? 0) - (decodedAt[i] ?? 0);
    if (isKey(i) && shown + duration >= end) throw new NotIndexed('an edit list that hides frames');
  }
  if (first !== start) throw new NotIndexed('an edit list that begins before its frames');
}

/** value · numerator / denominator, to the nearest whole, halves away from 0. */
function rescale(value: bigint, numerator: number, denominator: number): number {
  if (denominator === 0) throw new NotIndexed('a clock of 0 ticks');
  const divisor = BigInt(denominator);
  return Number((value * BigInt(numerator) * 2n + divisor) / (2n * divisor));
}
