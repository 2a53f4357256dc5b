import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { UsageError, messageOf } from '../errors.js';
import { shortened } from '../quoted.js';
import type { TagRecord } from '../pipeline/rank/rank.js';
import { CSV_COLUMNS } from './formats/labels-csv.js';

/** A clip of an earlier output. */
interface SnapshotClip {
  startSeconds: number;
  endSeconds: number;
  probabilities: Map<string, number>;
}

/** Times are written to the microsecond; half a millisecond is less than any frame. */
const TIME_TOLERANCE_SECONDS = 5e-4;

/** What the parsers say may hold a whole field. */
const MOST_REASON_CHARACTERS = 300;

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
   * What is different in a record, one sentence each; none if nothing is.
   * @param record with all labels, so that one that fell below the snapshot's top k can still be compared
   */
  driftOf(record: TagRecord, tolerance: number): string[] {
    const name = clipName(record.video, record.clip);
    const expected = this.#unseen.get(name);
    if (expected === undefined) return [`${name}: is not in the snapshot`];
    this.#unseen.delete(name);
    return [...timeDrift(expected, record), ...labelDrift(expected.probabilities, record, tolerance)].map(
      (difference) => `${name}: ${difference}`,
    );
  }

  /** Clips of the snapshot that no record has been compared with. */
  missing(): string[] {
    return [...this.#unseen.keys()].map((name) => `${name}: is in the snapshot but not in this run`);
  }
}

function clipName(video: string, clip: number): string {
  return clip === 0 ? video : `${video} (clip ${clip})`;
}

function timeDrift(expected: SnapshotClip, record: TagRecord): string[] {
  const moved =
    Math.abs(expected.startSeconds - record.startSeconds) > TIME_TOLERANCE_SECONDS ||
    Math.abs(expected.endSeconds - record.endSeconds) > TIME_TOLERANCE_SECONDS;
  if (!moved) return [];
  return [
    `spans ${record.startSeconds} to ${record.endSeconds} s where the snapshot has ${expected.startSeconds} to ${expected.endSeconds} s`,
  ];
}

function labelDrift(expected: Map<string, number>, record: TagRecord, tolerance: number): string[] {
  const actual = new Map(record.labels.map((entry) => [labelName(entry), entry.probability]));
  const changed = [...expected].flatMap(([label, probability]) => {
    const now = actual.get(label);
    if (now === undefined) return [`"${label}" is no longer among the labels`];
    // NaN, too, is drift.
    if (Math.abs(now - probability) <= tolerance) return [];
    return [
      `"${label}" has probability ${now.toPrecision(7)} where the snapshot has ${probability.toPrecision(7)}`,
    ];
  });
  // Not spread over Math.min, whose arguments must fit the stack.
  const least = [...expected.values()].reduce((a, b) => Math.min(a, b), Infinity);
  const risen = record.labels
    .filter((entry) => !expected.has(labelName(entry)) && entry.probability > least + tolerance)
    .map(
      ({ label, probability }) =>
        `"${label}" has probability ${probability.toPrecision(7)} and is not in the snapshot`,
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
    const name = clipName(video, clip);
    const known = clips.get(name) ?? { startSeconds, endSeconds, probabilities: new Map<string, number>() };
    known.probabilities.set(label, probability);
    clips.set(name, known);
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
