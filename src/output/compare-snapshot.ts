import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from 'csv-parse/sync';
import { UsageError, messageOf } from '../errors.js';
import { shortened } from '../quoted.js';
import type { TagRecord } from '../pipeline/rank/rank.js';
import { CSV_COLUMNS } from './formats/labels-csv.js';

/** A clip of an earlier output. */
interface SnapshotClip {
  video: string;
  clip: number;
  startSeconds: number;
  endSeconds: number;
  probabilities: Map<string, number>;
}

/** Times are written to the microsecond; half a millisecond is less than any frame. */
const TIME_TOLERANCE_SECONDS = 5e-4;

/** What the parsers say may hold a whole field. */
const MOST_REASON_CHARACTERS = 300;

/** What is different in a clip. */
export interface Drift {
  video: string;
  clip: number;
  difference: string;
}

/** Compares records, as they come, with an earlier output of `tag`. */
export class Snapshot {
  readonly #unseen: Map<string, SnapshotClip>;

  private constructor(clips: Map<string, SnapshotClip>) {
    this.#unseen = clips;
  }

  /** @throws UsageError BAD_SNAPSHOT if the file is not what `tag` writes */
  static read(path: string): Snapshot {
    try {
      const text = readFileSync(path, 'utf8');
      return new Snapshot(text.startsWith('{') ? fromJsonl(text) : fromCsv(text));
    } catch (error) {
      throw new UsageError(
        `the snapshot ${path} cannot be used: ${shortened(messageOf(error), MOST_REASON_CHARACTERS)}`,
        {
          code: 'BAD_SNAPSHOT',
          hint: 'give --check a CSV or JSONL file that tag wrote',
          cause: error,
        },
      );
    }
  }

  /**
   * What is different in a record; none if nothing is. Videos are the same whose paths are, `./a.mp4` and `a.mp4`.
   * @param record with all labels, so that one that fell below the snapshot's top k can still be compared
   */
  driftOf(record: TagRecord, tolerance: number): Drift[] {
    const { video, clip } = record;
    const key = keyOf(record);
    const expected = this.#unseen.get(key);
    if (expected === undefined) return [{ video, clip, difference: 'is not in the snapshot' }];
    this.#unseen.delete(key);
    return [...timeDrift(expected, record), ...labelDrift(expected.probabilities, record, tolerance)].map(
      (difference) => ({ video, clip, difference }),
    );
  }

  /** Clips of the snapshot that no record has been compared with. */
  missing(): Drift[] {
    return [...this.#unseen.values()].map(({ video, clip }) => ({
      video,
      clip,
      difference: 'is in the snapshot but not in this run',
    }));
  }
}

/** For people, on one line. */
export function driftLine({ video, clip, difference }: Drift): string {
  return `${clip === 0 ? video : `${video} (clip ${clip})`}: ${difference}`;
}

function keyOf({ video, clip }: { video: string; clip: number }): string {
  return `${clip}:${posix.normalize(video)}`;
}

function timeDrift(expected: SnapshotClip, record: TagRecord): string[] {
  const moved =
    Math.abs(expected.startSeconds - record.startSeconds) > TIME_TOLERANCE_SECONDS ||
    Math.abs(expected.endSeconds - record.endSeconds) > TIME_TOLERANCE_SECONDS;
  if (!moved) return [];
  return [`spans ${spanText(record)} where the snapshot has ${spanText(expected)}`];
}

function spanText({ startSeconds, endSeconds }: { startSeconds: number; endSeconds: number }): string {
  return `${startSeconds.toFixed(3)} to ${endSeconds.toFixed(3)} s`;
}

/** Two numbers with as many decimals as it takes to see how far apart they are. */
function toldApart(a: number, b: number): [string, string] {
  const needed = Math.ceil(-Math.log10(Math.abs(a - b))) + 1;
  const decimals = Number.isFinite(needed) ? Math.min(Math.max(needed, 3), 9) : 3;
  return [a.toFixed(decimals), b.toFixed(decimals)];
}

function labelDrift(expected: Map<string, number>, record: TagRecord, tolerance: number): string[] {
  const actual = new Map(record.labels.map((entry) => [labelName(entry), entry.probability]));
  const changed = [...expected].flatMap(([label, probability]) => {
    const now = actual.get(label);
    if (now === undefined) return [`"${label}" is no longer among the labels`];
    // NaN, too, is drift.
    if (Math.abs(now - probability) <= tolerance) return [];
    const [here, there] = toldApart(now, probability);
    return [`"${label}" has probability ${here} where the snapshot has ${there}`];
  });
  // Not spread over Math.min, whose arguments must fit the stack.
  const least = [...expected.values()].reduce((a, b) => Math.min(a, b), Infinity);
  const risen = record.labels
    .filter((entry) => !expected.has(labelName(entry)) && entry.probability > least + tolerance)
    .map(
      ({ label, probability }) =>
        `"${label}" has probability ${toldApart(probability, least)[0]} and is not in the snapshot`,
    );
  return [...changed, ...risen];
}

/** Sets may hold labels of the same name. */
function labelName({ set, label }: { set?: string | undefined; label: string }): string {
  return set === undefined ? label : `${set}: ${label}`;
}

interface Row {
  video: string;
  clip: number;
  startSeconds: number;
  endSeconds: number;
  label: string;
  probability: number;
}

function collect(rows: Iterable<Row>): Map<string, SnapshotClip> {
  const clips = new Map<string, SnapshotClip>();
  for (const { video, clip, startSeconds, endSeconds, label, probability } of rows) {
    const key = keyOf({ video, clip });
    const known = clips.get(key) ?? { video, clip, startSeconds, endSeconds, probabilities: new Map() };
    known.probabilities.set(label, probability);
    clips.set(key, known);
  }
  return clips;
}

function fromCsv(text: string): Map<string, SnapshotClip> {
  const rows = parse(text, { columns: true, bom: true });
  const [first] = rows as Record<string, string>[];
  if (first === undefined) throw new Error('it has no rows');
  const lacking = CSV_COLUMNS.find((column) => !(column in first));
  if (lacking !== undefined) throw new Error(`it has no column ${lacking}`);
  return collect(
    (rows as Record<string, string>[]).map((row) => ({
      video: row.video ?? '',
      clip: numeric(row.clip),
      startSeconds: numeric(row.start_s),
      endSeconds: numeric(row.end_s),
      label: labelName({ set: row.set, label: row.label ?? '' }),
      probability: numeric(row.probability),
    })),
  );
}

function numeric(text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || text === '' || Number.isNaN(value))
    throw new Error(`"${text ?? ''}" is not a number`);
  return value;
}

interface JsonRecord {
  video: string;
  clip: number;
  start_s: number;
  end_s: number;
  labels: { set?: string; label: string; probability: number }[];
}

function fromJsonl(text: string): Map<string, SnapshotClip> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return collect(
    lines.flatMap((line, i) => {
      const record: unknown = JSON.parse(line);
      if (!isRecord(record)) throw new Error(`line ${i + 1} is not a record of tag`);
      return record.labels.map(({ set, label, probability }) => ({
        video: record.video,
        clip: record.clip,
        startSeconds: record.start_s,
        endSeconds: record.end_s,
        label: labelName({ set, label }),
        probability,
      }));
    }),
  );
}

function isRecord(value: unknown): value is JsonRecord {
  const { video, clip, start_s: start, end_s: end, labels } = Object(value) as Record<string, unknown>;
  return (
    typeof video === 'string' &&
    [clip, start, end].every((number) => typeof number === 'number') &&
    Array.isArray(labels) &&
    labels.every((entry) => {
      const { label, probability } = Object(entry) as Record<string, unknown>;
      return typeof label === 'string' && typeof probability === 'number';
    })
  );
}
