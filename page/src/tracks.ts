import { at } from '../../src/at.js';
import type { Rows } from './rows.js';

/** A stretch of a video in which one label leads. */
export interface Segment {
  start: number;
  end: number;
  label: number;
  /** the first row of it */
  row: number;
}

/** A video over time: of several clips, or summed up. */
export interface Track {
  source: number;
  video: number;
  /** its rows, by time */
  rows: number[];
  /** when each row's stretch begins and ends */
  spans: { start: number; end: number }[];
  segments: Segment[];
}

/** All videos of which the results say more than one thing. */
export function findTracks(rows: Rows): Track[] {
  const groups = new Map<string, number[]>();
  for (let row = 0; row < rows.count; row++) {
    const key = `${rows.source(row)}:${rows.video(row)}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
  }
  const tracks: Track[] = [];
  for (const group of groups.values()) {
    const first = at(group, 0);
    if (rows.isSummary(first))
      tracks.push(...group.filter((row) => rows.clip(row) > 1).map((row) => summary(rows, row)));
    else if (group.length > 1) tracks.push(trackOf(rows, group));
  }
  return tracks;
}

/** The row whose stretch holds that time, or the one nearest to it: its place in the track. */
export function placeAt({ spans }: Track, seconds: number): number {
  const after = spans.findIndex(({ start }) => start > seconds);
  return Math.max(0, (after === -1 ? spans.length : after) - 1);
}

function trackOf(rows: Rows, group: readonly number[]): Track {
  const sorted = [...group].sort((a, b) => rows.start(a) - rows.start(b) || a - b);
  const first = at(sorted, 0);
  const spans = spansOf(rows, sorted, secondsEvery(rows, rows.source(first)));
  const segments: Segment[] = [];
  sorted.forEach((row, i) => {
    const { start, end } = at(spans, i);
    const label = rows.bestLabel(row);
    const last = segments.at(-1);
    if (last?.label === label && start <= last.end + 1e-6) last.end = Math.max(end, last.end);
    else if (label !== -1) segments.push({ start, end, label, row });
  });
  return { source: rows.source(first), video: rows.video(first), rows: sorted, spans, segments };
}

/**
 * A clip's times are those of the frames that were looked at, often a third of a second of ten. It stands for its window where
 * the run says how long that was, else for the time until the next one.
 */
function spansOf(rows: Rows, sorted: readonly number[], every: number | undefined): Track['spans'] {
  return sorted.map((row, i) => {
    const [start, end] = [rows.start(row), rows.end(row)];
    if (every !== undefined) {
      const begin = rows.clip(row) * every;
      return { start: begin, end: Math.max(end, i === sorted.length - 1 ? end : begin + every) };
    }
    const next = sorted[i + 1];
    return { start, end: next === undefined ? Math.max(end, start) : Math.max(rows.start(next), start) };
  });
}

/** Of `--every` without `--scenes`, which cuts unevenly, and without `--merge`, which joins. */
function secondsEvery(rows: Rows, source: number): number | undefined {
  const settings = at(rows.data.sources, source).run?.settings;
  if (typeof settings !== 'object' || settings === null) return undefined;
  const { every, scenes, merge } = settings as Record<string, unknown>;
  const seconds = Number(every);
  return scenes === true || merge === true || !(seconds > 0) ? undefined : seconds;
}

function summary(rows: Rows, row: number): Track {
  const segments = rows
    .entries(row)
    .flatMap(({ label, index }) => {
      const times = rows.data.entries.segments[index] ?? [];
      return Array.from({ length: times.length >> 1 }, (_, i) => ({
        start: at(times, 2 * i),
        end: at(times, 2 * i + 1),
        label,
        row,
      }));
    })
    .sort((a, b) => a.start - b.start);
  return {
    source: rows.source(row),
    video: rows.video(row),
    rows: [row],
    spans: [{ start: rows.start(row), end: rows.end(row) }],
    segments,
  };
}

/** From the first to the last moment, with some room where both are one. */
export function extent({ spans, segments }: Track): { start: number; end: number } {
  const all = [...spans, ...segments];
  const start = all.reduce((least, span) => Math.min(least, span.start), Infinity);
  const end = all.reduce((most, span) => Math.max(most, span.end), start);
  return { start, end: end > start ? end : start + 1 };
}
