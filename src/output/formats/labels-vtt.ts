/** WebVTT (https://www.w3.org/TR/webvtt1/): captions that players and editors show along the video. */
import type { TagRecord } from '../../pipeline/rank/rank.js';
import type { OutputFormat } from './output-format.js';

/** The shortest cue: its end must come after its start. */
const TICK_MS = 1;

/** One cue a clip, a line a label; a clip without labels has none. */
export const labelsVtt: OutputFormat<'labels'> = {
  name: 'vtt',
  rows: 'labels',
  extensions: ['.vtt'],
  isResumable: true,
  isOfOneVideo: true,
  text: () => ({ header: 'WEBVTT\n', toText: toCue }),
};

function toCue(record: TagRecord): string {
  if (record.labels.length === 0) return '';
  const { startSeconds, endSeconds } = record.span ?? record;
  const startMs = toMilliseconds(startSeconds);
  const endMs = Math.max(toMilliseconds(endSeconds), startMs + TICK_MS);
  return `\n${timestamp(startMs)} --> ${timestamp(endMs)}\n${record.labels.map(toLine).join('\n')}\n`;
}

function toLine({ set, label, probability }: TagRecord['labels'][number]): string {
  const name = set === undefined ? label : `${set}: ${label}`;
  return `${escaped(name)} (${(100 * probability).toFixed(1)} %)`;
}

function toMilliseconds(seconds: number): number {
  return Math.max(0, Math.round(seconds * 1000));
}

/** `01:02:03.004` */
function timestamp(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return `${clock}.${String(milliseconds % 1000).padStart(3, '0')}`;
}

/** As cue text: no markup, and no line break, which could end the cue. `-->` cannot occur once `>` is escaped. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
