/** What captions of all kinds have in common: one cue a clip, a line a label. */
import type { TagRecord } from '../../../pipeline/rank/rank.js';

/** The shortest cue: its end must come after its start. */
const TICK_MS = 1;

export interface Cue {
  startMs: number;
  endMs: number;
  /** best first */
  lines: string[];
}

/** @param escaped a label as it may stand in a cue; undefined for a clip without labels, which has no cue */
export function toCue(record: TagRecord, escaped: (label: string) => string): Cue | undefined {
  if (record.labels.length === 0) return undefined;
  const { startSeconds, endSeconds } = record.span ?? record;
  const startMs = toMilliseconds(startSeconds);
  return {
    startMs,
    endMs: Math.max(toMilliseconds(endSeconds), startMs + TICK_MS),
    lines: record.labels.map((label) => labelLine(label, escaped)),
  };
}

/** `a dog running (87.2 %)` */
export function labelLine(
  { set, label, probability }: Pick<TagRecord['labels'][number], 'set' | 'label' | 'probability'>,
  escaped: (label: string) => string,
): string {
  const name = set === undefined ? label : `${set}: ${label}`;
  return `${escaped(name)} (${(100 * probability).toFixed(1)} %)`;
}

/** No line break, which could end a cue, and no other control character. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

function toMilliseconds(seconds: number): number {
  return Math.max(0, Math.round(seconds * 1000));
}

/** `01:02:03.004` @param point between seconds and milliseconds */
export function timestamp(milliseconds: number, point: '.' | ','): string {
  const seconds = Math.floor(milliseconds / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return `${clock}${point}${String(milliseconds % 1000).padStart(3, '0')}`;
}
