import { at } from '../../at.js';
import type { Store } from '../../store/store-reader.js';
import type { ClipPlace } from '../../store/stored-clip.js';

/** A row's numbers: its clip, then the times of its frames and of its stretch. */
const NUMBERS = 5;

/** Which clip each row of a store is: some 50 bytes a row, and a name a video. */
export class ClipPlaces {
  readonly #videos: string[] = [];
  readonly #videoOf: Uint32Array;
  readonly #numbers: Float64Array;

  private constructor(
    clipCount: number,
    private readonly hasSpans: boolean,
  ) {
    this.#videoOf = new Uint32Array(clipCount);
    this.#numbers = new Float64Array(NUMBERS * clipCount);
  }

  /** @throws XclipError STORE_DAMAGED */
  static async of(store: Store): Promise<ClipPlaces> {
    const places = new ClipPlaces(store.clipCount, store.description.hasSpans);
    const numberOf = new Map<string, number>();
    for await (const place of store.places()) {
      const known = numberOf.get(place.video) ?? numberOf.size;
      if (known === numberOf.size) {
        numberOf.set(place.video, known);
        places.#videos.push(place.video);
      }
      places.#set(place, known);
    }
    return places;
  }

  at(row: number): ClipPlace {
    const [clip = 0, startSeconds = 0, endSeconds = 0, from = 0, to = 0] = this.#numbersOf(row);
    const span = this.hasSpans ? { span: { startSeconds: from, endSeconds: to } } : {};
    return { video: at(this.#videos, at(this.#videoOf, row)), clip, startSeconds, endSeconds, ...span };
  }

  /** Whether two rows show some of the same moments of one video, and so are alike for that. */
  overlap(a: number, b: number): boolean {
    if (this.#videoOf[a] !== this.#videoOf[b]) return false;
    const [one, other] = [this.#stretch(a), this.#stretch(b)];
    // The frames of clips that say no stretch are shown at both times; stretches end before theirs.
    return this.hasSpans
      ? one.from < other.to && other.from < one.to
      : one.from <= other.to && other.from <= one.to;
  }

  #set({ row, clip, startSeconds, endSeconds, span }: ClipPlace & { row: number }, video: number): void {
    this.#videoOf[row] = video;
    const stretch = span ?? { startSeconds, endSeconds };
    this.#numbers.set(
      [clip, startSeconds, endSeconds, stretch.startSeconds, stretch.endSeconds],
      NUMBERS * row,
    );
  }

  #numbersOf(row: number): Float64Array {
    return this.#numbers.subarray(NUMBERS * row, NUMBERS * (row + 1));
  }

  #stretch(row: number): { from: number; to: number } {
    const [, , , from = 0, to = 0] = this.#numbersOf(row);
    return { from, to };
  }
}
