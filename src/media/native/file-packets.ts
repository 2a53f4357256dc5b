/** Every packet of a video stream, discarded ones included, in the order of the file. */
export class FilePackets {
  #pts = new Float64Array(256);
  #dts = new Float64Array(256);
  #flags = new Uint8Array(256);
  count = 0;

  /** @param pts in ticks; NaN where there is none */
  add(pts: number, dts: number, flags: { isKey: boolean; isDiscarded: boolean }): void {
    if (this.count === this.#pts.length) this.#grow();
    this.#pts[this.count] = pts;
    this.#dts[this.count] = dts;
    this.#flags[this.count] = (flags.isKey ? KEY : 0) | (flags.isDiscarded ? DISCARDED : 0);
    this.count += 1;
  }

  ptsAt(position: number): number {
    return this.#pts[position] ?? NaN;
  }

  dtsAt(position: number): number {
    return this.#dts[position] ?? NaN;
  }

  isKeyAt(position: number): boolean {
    return ((this.#flags[position] ?? 0) & KEY) !== 0;
  }

  /**
   * Where the packets of these frames are.
   * @param pts of the frames, ascending, distinct
   * @returns positions in the same order; -1 for one that is not there
   */
  positionsOf(pts: Float64Array): Int32Array {
    const places = new Map<number, number>();
    pts.forEach((ticks, place) => places.set(ticks, place));
    const positions = new Int32Array(pts.length).fill(-1);
    for (let position = 0; position < this.count; position++) {
      if (((this.#flags[position] ?? 0) & DISCARDED) !== 0) continue;
      const place = places.get(this.ptsAt(position));
      if (place !== undefined) positions[place] = position;
    }
    return positions;
  }

  #grow(): void {
    const length = this.#pts.length * 2;
    this.#pts = extend(this.#pts, new Float64Array(length));
    this.#dts = extend(this.#dts, new Float64Array(length));
    this.#flags = extend(this.#flags, new Uint8Array(length));
  }
}

const KEY = 1;
const DISCARDED = 2;

function extend<T extends Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
