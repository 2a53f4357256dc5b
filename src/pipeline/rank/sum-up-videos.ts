/** All clips of a video as one record. Pure arithmetic but for the stream. */
import type { ScoredClip } from '../infer/score.js';
import type { FailedVideo } from '../read/read-clips.js';
import type { TimeSpan } from '../read/windows.js';
import { at } from '../../at.js';
import { oneSet, scoreClip, type RankOptions, type SetOfLabels } from './rank.js';

/** What the clips of a video come to for a label. */
export interface SummedLabel {
  /** the set of the label, where sets have names */
  set?: string;
  label: string;
  /** over all clips, however long each is */
  meanProbability: number;
  maxProbability: number;
  /** the clip where it was largest; the first of several */
  maxSpan: TimeSpan;
  /** where no label of its set was more probable: neighbouring clips joined, in order */
  segments: TimeSpan[];
}

/**
 * A video from all its clips. Its times are of the stretches that the clips stand for, counted from the first frame; of a
 * video that is not cut, those of the frames that were looked at.
 */
export interface VideoSummary extends TimeSpan {
  video: string;
  /** how many there are */
  clips: number;
  /** of all clips, each once */
  notes: string[];
  /** set after set, best mean first; equal ones by their mean logits, then in the order of the labels */
  labels: SummedLabel[];
}

/**
 * Scored clips → a record a video, in their order. Holds sums of one video, however many clips it has. A video that fails,
 * in its midst too, gives no record: half of it would look like all of it.
 */
export async function* sumUpVideos(
  clips: AsyncIterable<ScoredClip | FailedVideo>,
  options: RankOptions,
): AsyncGenerator<VideoSummary | FailedVideo, void, undefined> {
  let sums: VideoSums | undefined;
  for await (const item of clips) {
    if (sums !== undefined && sums.video !== item.video) yield sums.toSummary();
    if (sums?.video !== item.video) sums = undefined;
    if ('error' in item) {
      sums = undefined;
      yield item;
    } else {
      sums ??= new VideoSums(item.video, options);
      sums.add(item);
    }
  }
  if (sums !== undefined) yield sums.toSummary();
}

/** The label that leads in a set, and since when. */
interface Lead {
  label: number;
  lastClip: number;
  span: TimeSpan;
}

/** Sums, maxima and segments of each label, and never a clip's numbers. */
class VideoSums {
  readonly #sets: readonly SetOfLabels[];
  readonly #sums: Float64Array;
  readonly #logitSums: Float64Array;
  readonly #maxima: Float64Array;
  /** where each label was largest, by its place */
  readonly #maxSpans: TimeSpan[] = [];
  readonly #segments = new Map<number, TimeSpan[]>();
  readonly #leads: (Lead | undefined)[] = [];
  readonly #notes = new Set<string>();
  #span: TimeSpan | undefined;
  #clipCount = 0;

  constructor(
    readonly video: string,
    private readonly options: RankOptions,
  ) {
    const { labels, sets = oneSet(labels) } = options;
    this.#sets = sets;
    this.#sums = new Float64Array(labels.length);
    this.#logitSums = new Float64Array(labels.length);
    this.#maxima = new Float64Array(labels.length).fill(-Infinity);
  }

  add({
    logits,
    clip,
    startSeconds,
    endSeconds,
    span = { startSeconds, endSeconds },
    notes,
  }: ScoredClip): void {
    const { probabilities, meanLogits } = scoreClip(logits, this.options);
    const { startSeconds: start, endSeconds: end } = span;
    for (let i = 0; i < probabilities.length; i++) {
      const probability = at(probabilities, i);
      this.#sums[i] = at(this.#sums, i) + probability;
      this.#logitSums[i] = at(this.#logitSums, i) + at(meanLogits, i);
      if (probability <= at(this.#maxima, i)) continue;
      this.#maxima[i] = probability;
      this.#maxSpans[i] = { startSeconds: start, endSeconds: end };
    }
    this.#lead(clip, span, probabilities, meanLogits);
    this.#span = joined(this.#span, span);
    this.#clipCount += 1;
    for (const note of notes) this.#notes.add(note);
  }

  toSummary(): VideoSummary {
    const { startSeconds, endSeconds } = this.#span ?? { startSeconds: 0, endSeconds: 0 };
    return {
      video: this.video,
      clips: this.#clipCount,
      startSeconds,
      endSeconds,
      notes: [...this.#notes],
      labels: this.#bestLabels(),
    };
  }

  #lead(clip: number, span: TimeSpan, probabilities: Float64Array, logits: Float64Array): void {
    let first = 0;
    for (const [set, { size }] of this.#sets.entries()) {
      let label = first;
      for (let i = first + 1; i < first + size; i++) {
        const ahead = at(probabilities, i) - at(probabilities, label) || at(logits, i) - at(logits, label);
        if (ahead > 0) label = i;
      }
      this.#extend(set, label, { clip, span });
      first += size;
    }
  }

  #extend(set: number, label: number, { clip, span }: { clip: number; span: TimeSpan }): void {
    const lead = this.#leads[set];
    if (lead?.label === label && lead.lastClip + 1 === clip) {
      lead.lastClip = clip;
      Object.assign(lead.span, joined(lead.span, span));
      return;
    }
    const begun = joined(undefined, span);
    this.#leads[set] = { label, lastClip: clip, span: begun };
    const segments = this.#segments.get(label);
    if (segments === undefined) this.#segments.set(label, [begun]);
    else segments.push(begun);
  }

  #bestLabels(): SummedLabel[] {
    const { labels, topK, threshold } = this.options;
    let first = 0;
    return this.#sets.flatMap(({ name, size }) => {
      const places = Array.from({ length: size }, (_, i) => first + i);
      first += size;
      return places
        .sort((a, b) => this.#compare(a, b))
        .slice(0, topK)
        .map((place) => ({
          ...(name === undefined ? {} : { set: name }),
          label: at(labels, place),
          meanProbability: at(this.#sums, place) / this.#clipCount,
          maxProbability: at(this.#maxima, place),
          maxSpan: at(this.#maxSpans, place),
          segments: this.#segments.get(place) ?? [],
        }))
        .filter(({ meanProbability }) => meanProbability >= threshold);
    });
  }

  #compare(a: number, b: number): number {
    return at(this.#sums, b) - at(this.#sums, a) || at(this.#logitSums, b) - at(this.#logitSums, a);
  }
}

/** A span of its own, over both. */
function joined(before: TimeSpan | undefined, { startSeconds, endSeconds }: TimeSpan): TimeSpan {
  return {
    startSeconds: Math.min(before?.startSeconds ?? Infinity, startSeconds),
    endSeconds: Math.max(before?.endSeconds ?? -Infinity, endSeconds),
  };
}
