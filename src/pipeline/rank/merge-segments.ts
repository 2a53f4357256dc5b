/** Neighbouring clips of a video that agree, as one record. Pure arithmetic but for the stream. */
import type { RankedLabel, TagRecord } from './rank.js';
import type { FailedVideo } from '../read/read-clips.js';

export interface MergeOptions {
  /** labels kept of each segment */
  topK: number;
  /** labels below this probability are left out; a clip in which all are below agrees with others like it */
  threshold: number;
}

/**
 * Records → segments, in order, holding one segment.
 * @param records with all labels, so that their means can be taken
 */
export async function* mergeSegments(
  records: AsyncIterable<TagRecord | FailedVideo>,
  options: MergeOptions,
): AsyncGenerator<TagRecord | FailedVideo, void, undefined> {
  let segment: Segment | undefined;
  for await (const item of records) {
    if (!('error' in item) && segment?.takes(item) === true) {
      segment.add(item);
      continue;
    }
    if (segment !== undefined) yield segment.toRecord();
    segment = undefined;
    if ('error' in item) yield item;
    else segment = new Segment(item, options);
  }
  if (segment !== undefined) yield segment.toRecord();
}

/** Clips one after the other with the same label on top, in every set. Holds sums, however many they are. */
class Segment {
  readonly #first: TagRecord;
  readonly #options: MergeOptions;
  readonly #topLabels: string;
  /** by set, then by label */
  readonly #sums = new Map<string | undefined, Map<string, { probability: number; logit: number }>>();
  readonly #notes = new Set<string>();
  #last: TagRecord;
  #startSeconds = Infinity;
  #endSeconds = -Infinity;
  #clipCount = 0;
  #frameIndices: number[] = [];

  constructor(first: TagRecord, options: MergeOptions) {
    this.#first = first;
    this.#last = first;
    this.#options = options;
    this.#topLabels = topLabels(first, options);
    this.add(first);
  }

  takes(record: TagRecord): boolean {
    return (
      record.video === this.#last.video &&
      record.clip === this.#last.clip + 1 &&
      topLabels(record, this.#options) === this.#topLabels
    );
  }

  add(record: TagRecord): void {
    this.#last = record;
    this.#startSeconds = Math.min(this.#startSeconds, record.startSeconds);
    this.#endSeconds = Math.max(this.#endSeconds, record.endSeconds);
    this.#clipCount += 1;
    for (const { set, label, probability, logit } of record.labels) {
      const sums = this.#sums.get(set) ?? new Map<string, { probability: number; logit: number }>();
      const sum = sums.get(label) ?? { probability: 0, logit: 0 };
      this.#sums.set(set, sums);
      sums.set(label, { probability: sum.probability + probability, logit: sum.logit + logit });
    }
    for (const note of record.notes) this.#notes.add(note);
    this.#frameIndices.push(...record.frameIndices);
  }

  toRecord(): TagRecord {
    const { span: firstSpan } = this.#first;
    const { span: lastSpan } = this.#last;
    const isWindowed = firstSpan !== undefined && lastSpan !== undefined;
    return {
      ...this.#first,
      // Frames are drawn at random inside overlapping clips: the last clip's need not be the last.
      startSeconds: this.#startSeconds,
      endSeconds: this.#endSeconds,
      ...(isWindowed ? { span: { ...firstSpan, endSeconds: lastSpan.endSeconds } } : {}),
      frameIndices: this.#frameIndices,
      notes: [...this.#notes],
      labels: this.#meanLabels(),
    };
  }

  #meanLabels(): RankedLabel[] {
    const { topK, threshold } = this.#options;
    return [...this.#sums].flatMap(([set, sums]) =>
      [...sums]
        .map(([label, { probability, logit }]) => ({
          ...(set === undefined ? {} : { set }),
          label,
          probability: probability / this.#clipCount,
          logit: logit / this.#clipCount,
        }))
        .sort((a, b) => b.probability - a.probability || b.logit - a.logit)
        .slice(0, topK)
        .filter(({ probability }) => probability >= threshold),
    );
  }
}

/** The best label of each set, as one text; none where it is below the threshold. */
function topLabels({ labels }: TagRecord, { threshold }: MergeOptions): string {
  const best = new Map<string | undefined, string>();
  for (const { set, label, probability } of labels) {
    if (probability >= threshold && !best.has(set)) best.set(set, label);
  }
  return JSON.stringify([...best]);
}
