import type { StreamedClip } from '../types.js';
import type { ClipQueue } from './clip-queue.js';
import { at } from '../../at.js';

export interface AssemblyOptions {
  /** the frames of each clip; numbers may repeat and come in any order, inside a clip and among clips */
  clips: readonly (readonly number[])[];
  /** crops of each frame */
  cropCount: number;
  /** bytes of one crop */
  cropBytes: number;
  frameSeconds: (frame: number) => number;
  /** said of every clip */
  notes: readonly string[];
}

/** A clip whose frames are coming. */
interface OpenClip {
  indices: readonly number[];
  lastFrame: number;
  data: Uint8Array;
  arrived: Set<number>;
}

/**
 * Puts frames, as they come, into all the clips that want them, and gives clips on in order. Holds no more than the
 * clips that overlap. Frames may fail to come: others of the same clip stand in for them.
 */
export class ClipAssembly {
  readonly #options: AssemblyOptions;
  /** numbers of the clips, by their first frame */
  readonly #toOpen: number[];
  readonly #firstFrames: Float64Array;
  readonly #open = new Map<number, OpenClip>();
  /** Clips none of whose frames came. */
  lostCount = 0;
  #nextToOpen = 0;
  #nextClip = 0;

  constructor(options: AssemblyOptions) {
    const { clips } = options;
    this.#options = options;
    this.#firstFrames = Float64Array.from(clips, (indices) => indices.reduce((a, b) => Math.min(a, b)));
    this.#toOpen = clips.map((_, clip) => clip);
    this.#toOpen.sort((a, b) => this.#firstFrameOf(a) - this.#firstFrameOf(b) || a - b);
  }

  get clipCount(): number {
    return this.#options.clips.length;
  }

  /**
   * @param frame greater than those before: what was left out between them will not come
   * @param crops uint8 RGB, one a crop
   * @returns clips that are complete now
   */
  add(frame: number, crops: readonly Uint8Array[]): StreamedClip[] {
    this.#openUpTo(frame);
    for (const clip of this.#open.values()) this.#put(clip, frame, crops);
    return this.#complete(frame);
  }

  /** No more frames come. @returns what is left */
  end(): StreamedClip[] {
    this.#openUpTo(Infinity);
    return this.#complete(Infinity);
  }

  #firstFrameOf(clip: number): number {
    return at(this.#firstFrames, clip);
  }

  #openUpTo(frame: number): void {
    const { clips, cropCount, cropBytes } = this.#options;
    for (; this.#nextToOpen < this.#toOpen.length; this.#nextToOpen++) {
      const clip = at(this.#toOpen, this.#nextToOpen);
      if (this.#firstFrameOf(clip) > frame) return;
      const indices = clips[clip] ?? [];
      this.#open.set(clip, {
        indices,
        lastFrame: indices.reduce((a, b) => Math.max(a, b)),
        data: new Uint8Array(frame === Infinity ? 0 : cropCount * indices.length * cropBytes),
        arrived: new Set(),
      });
    }
  }

  #put({ indices, data, arrived }: OpenClip, frame: number, crops: readonly Uint8Array[]): void {
    indices.forEach((index, place) => {
      if (index !== frame) return;
      arrived.add(frame);
      crops.forEach((crop, c) => data.set(crop, (c * indices.length + place) * crop.length));
    });
  }

  /** @param frame the last one that came */
  #complete(frame: number): StreamedClip[] {
    const complete: StreamedClip[] = [];
    for (; ; this.#nextClip++) {
      const clip = this.#open.get(this.#nextClip);
      if (clip === undefined || clip.lastFrame > frame) return complete;
      this.#open.delete(this.#nextClip);
      if (clip.arrived.size > 0) complete.push(this.#finish(this.#nextClip, clip));
      else this.lostCount += 1;
    }
  }

  #finish(clip: number, { indices, data, arrived }: OpenClip): StreamedClip {
    const { frameSeconds, notes } = this.#options;
    const frames = [...arrived];
    const lostCount = new Set(indices).size - frames.length;
    if (lostCount > 0) this.#fillGaps(indices, data, frames);
    return {
      clip,
      data,
      startSeconds: frameSeconds(at(frames, 0)),
      endSeconds: frameSeconds(frames.at(-1) ?? 0),
      notes: [...notes, ...(lostCount === 0 ? [] : [lossNote(lostCount)])],
    };
  }

  /** Each lost frame becomes the nearest that came, the earlier of two as near. @param frames those, ascending */
  #fillGaps(indices: readonly number[], data: Uint8Array, frames: readonly number[]): void {
    const { cropCount, cropBytes } = this.#options;
    indices.forEach((index, place) => {
      const nearest = frames.reduce((a, b) => (Math.abs(b - index) < Math.abs(a - index) ? b : a));
      const from = indices.indexOf(nearest);
      for (let c = 0; c < cropCount; c++) {
        const start = (c * indices.length + from) * cropBytes;
        data.copyWithin((c * indices.length + place) * cropBytes, start, start + cropBytes);
      }
    });
  }
}

function lossNote(lostCount: number): string {
  return `damaged: ${lostCount} of its frames cannot be decoded, others stand in`;
}

/** Only at the end is it known what was lost, and what FFmpeg complained of: the last clip says it. */
export function concludeClips(
  queue: ClipQueue,
  assembly: ClipAssembly,
  [complaint]: readonly string[],
): void {
  queue.push(assembly.end());
  const { lostCount, clipCount } = assembly;
  const notes = queue.last?.notes ?? [];
  if (lostCount > 0)
    notes.push(`damaged: ${lostCount} of ${clipCount} clips have no frame that can be decoded`);
  if (complaint !== undefined) notes.push(`damaged data in this video: ${complaint}`);
}

/** The frames that any of the clips wants, ascending. */
export function distinctOf(clips: readonly (readonly number[])[]): number[] {
  return [...new Set(clips.flat())].sort((a, b) => a - b);
}
