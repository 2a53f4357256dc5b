/**
 * Videos with the labels that are true of them, sorted by the bytes of their paths. A million of them take some 70 bytes
 * each: one buffer of all paths, and arrays of numbers beside it.
 */
import { at } from '../../at.js';

/** Where a video is listed. */
export interface Place {
  file: string;
  /** from 1 */
  line: number;
}

/** A video that is listed more than once. */
export interface Listed {
  video: string;
  /** its labels at two places; equal where nothing contradicts */
  labels: [string, string];
  places: [Place, Place];
}

const FIRST_BYTES = 1 << 16;
const FIRST_VIDEOS = 1 << 10;

export class LabelledVideosBuilder {
  #bytes = Buffer.alloc(FIRST_BYTES);
  #byteCount = 0;
  #count = 0;
  /** where each path ends */
  #ends = new Uint32Array(FIRST_VIDEOS);
  #labels = new Uint32Array(FIRST_VIDEOS);
  #lines = new Uint32Array(FIRST_VIDEOS);
  #files = new Uint32Array(FIRST_VIDEOS);
  readonly #labelNumbers = new Map<string, number>();
  readonly #fileNumbers = new Map<string, number>();

  add(video: string, label: string, { file, line }: Place): void {
    const length = Buffer.byteLength(video);
    if (this.#byteCount + length > this.#bytes.length) this.#bytes = grown(this.#bytes, length);
    if (this.#count === this.#ends.length) this.#growArrays();
    this.#byteCount += this.#bytes.write(video, this.#byteCount);
    this.#ends[this.#count] = this.#byteCount;
    this.#labels[this.#count] = numberOf(label, this.#labelNumbers);
    this.#lines[this.#count] = line;
    this.#files[this.#count] = numberOf(file, this.#fileNumbers);
    this.#count += 1;
  }

  /**
   * All that were added, each once.
   * @param onTwice told of each that was there already
   */
  build(onTwice: (listed: Listed) => void): LabelledVideos {
    const columns = {
      bytes: this.#bytes,
      ends: this.#ends,
      labels: this.#labels,
      lines: this.#lines,
      files: this.#files,
      labelNames: [...this.#labelNumbers.keys()],
      fileNames: [...this.#fileNumbers.keys()],
    };
    const order = sortedOrder(columns, this.#count);
    const all = new LabelledVideos(columns, order);
    let kept = 0;
    for (let i = 0; i < order.length; i++) {
      if (kept > 0 && comparePaths(columns, at(order, kept - 1), at(order, i)) === 0) {
        onTwice({
          video: all.video(i),
          labels: [all.label(kept - 1), all.label(i)],
          places: [all.place(kept - 1), all.place(i)],
        });
      } else {
        order[kept] = at(order, i);
        kept += 1;
      }
    }
    return new LabelledVideos(columns, order.subarray(0, kept));
  }

  #growArrays(): void {
    const size = 2 * this.#count;
    const copy = (values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => {
      const larger = new Uint32Array(size);
      larger.set(values);
      return larger;
    };
    this.#ends = copy(this.#ends);
    this.#labels = copy(this.#labels);
    this.#lines = copy(this.#lines);
    this.#files = copy(this.#files);
  }
}

interface Columns {
  bytes: Buffer;
  ends: Uint32Array;
  labels: Uint32Array;
  lines: Uint32Array;
  files: Uint32Array;
  labelNames: readonly string[];
  fileNames: readonly string[];
}

/** Videos by their places in the sorted order. */
export class LabelledVideos {
  /** @param order in which what was added is sorted */
  constructor(
    private readonly columns: Columns,
    private readonly order: Uint32Array,
  ) {}

  get size(): number {
    return this.order.length;
  }

  /** The labels that videos have, in the order in which they came. */
  get labelNames(): readonly string[] {
    return this.columns.labelNames;
  }

  /** The files that list them. */
  get fileNames(): readonly string[] {
    return this.columns.fileNames;
  }

  /** Their paths, one at a time. */
  *all(): Generator<string, void, undefined> {
    for (let i = 0; i < this.size; i++) yield this.video(i);
  }

  video(i: number): string {
    const row = at(this.order, i);
    return this.columns.bytes.toString('utf8', startOf(this.columns, row), at(this.columns.ends, row));
  }

  /** The place of its label in `labelNames`. */
  labelNumber(i: number): number {
    return at(this.columns.labels, at(this.order, i));
  }

  label(i: number): string {
    return at(this.columns.labelNames, this.labelNumber(i));
  }

  place(i: number): Place {
    const row = at(this.order, i);
    return {
      file: at(this.columns.fileNames, at(this.columns.files, row)),
      line: at(this.columns.lines, row),
    };
  }

  /** @param hint where it may be, which is looked at first */
  find(video: string, hint = 0): number | undefined {
    const wanted = Buffer.from(video);
    if (hint < this.size && this.#compare(hint, wanted) === 0) return hint;
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(middle, wanted) < 0) low = middle + 1;
      else high = middle;
    }
    return low < this.size && this.#compare(low, wanted) === 0 ? low : undefined;
  }

  #compare(i: number, wanted: Buffer): number {
    const row = at(this.order, i);
    const { bytes, ends } = this.columns;
    return bytes.compare(wanted, 0, wanted.length, startOf(this.columns, row), at(ends, row));
  }
}

function startOf({ ends }: Columns, row: number): number {
  return row === 0 ? 0 : at(ends, row - 1);
}

function comparePaths(columns: Columns, a: number, b: number): number {
  const { bytes, ends } = columns;
  return bytes.compare(bytes, startOf(columns, b), at(ends, b), startOf(columns, a), at(ends, a));
}

/** Equal paths in the order in which they came. */
function sortedOrder(columns: Columns, count: number): Uint32Array<ArrayBuffer> {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const isSorted = order.every((i) => i === 0 || comparePaths(columns, i - 1, i) <= 0);
  return isSorted ? order : order.sort((a, b) => comparePaths(columns, a, b) || a - b);
}

function numberOf(name: string, numbers: Map<string, number>): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}

function grown(bytes: Buffer<ArrayBuffer>, needed: number): Buffer<ArrayBuffer> {
  const larger = Buffer.alloc(2 * bytes.length + needed);
  bytes.copy(larger);
  return larger;
}
