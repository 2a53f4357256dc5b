import { at } from '../../at.js';
import type { LabelledVideos } from './labelled-videos.js';

/** What was said of a video. */
export interface Answer {
  video: string;
  /** best first; at least one */
  labels: readonly { label: string; probability: number }[];
}

/** A place among the labels that is looked at. */
const DEEPEST_RANK = 5;
const NONE = -1;

/** A label that none of the labels is. */
export class StrangeLabel extends Error {
  constructor(readonly label: string) {
    super(`"${label}" is none of the labels`);
  }
}

/** What was said of each video, in 13 bytes a video. */
export class Answers {
  readonly #predicted: Int32Array;
  readonly #probability: Float64Array;
  /** of the true label, from 1; 0 where it is not among the best */
  readonly #rank: Uint8Array;
  readonly #labelNumbers: ReadonlyMap<string, number>;
  #next = 0;
  /** the fewest labels that an answer had */
  fewestLabels = Infinity;

  /** @param labels among which was chosen */
  constructor(
    private readonly videos: LabelledVideos,
    readonly labels: readonly string[],
  ) {
    this.#predicted = new Int32Array(videos.size).fill(NONE);
    this.#probability = new Float64Array(videos.size);
    this.#rank = new Uint8Array(videos.size);
    this.#labelNumbers = new Map(labels.map((label, i) => [label, i]));
  }

  /**
   * Takes what was said of a video by the name that it has among the videos.
   * @returns what it was to them
   * @throws StrangeLabel
   */
  take({ video, labels }: Answer): 'new' | 'again' | 'other' {
    const i = this.videos.find(video, this.#next);
    if (i === undefined) return 'other';
    if (this.has(i)) return 'again';
    this.#next = i + 1;
    const best = at(labels, 0);
    const predicted = this.#labelNumbers.get(best.label);
    if (predicted === undefined) throw new StrangeLabel(best.label);
    const truth = this.videos.label(i);
    const place = labels.slice(0, DEEPEST_RANK).findIndex(({ label }) => label === truth);
    this.#predicted[i] = predicted;
    this.#probability[i] = best.probability;
    this.#rank[i] = place + 1;
    this.fewestLabels = Math.min(this.fewestLabels, labels.length);
    return 'new';
  }

  has(i: number): boolean {
    return at(this.#predicted, i) !== NONE;
  }

  /** The place of the label that was said first. */
  predicted(i: number): number {
    return at(this.#predicted, i);
  }

  probability(i: number): number {
    return at(this.#probability, i);
  }

  /** The rank of the true label, from 1; undefined where it is past the fifth. */
  rank(i: number): number | undefined {
    const rank = at(this.#rank, i);
    return rank === 0 ? undefined : rank;
  }
}
