import type { DisplayTurn } from '../packets/display-turn.js';
import type { PacketIndex } from '../packets/packet-index.js';
import { planStream } from './plan-stream.js';
import { timedResize } from './stopwatch.js';
import type { ClipFrames, ClipGeometry } from '../types.js';

const CHANNELS = 3;

/**
 * How an engine decodes frames.
 * @param frames ascending, distinct
 * @param onFrame gets uint8 RGB [height, width, 3], good until it returns, and the place in `frames`; may be called again
 * @returns what FFmpeg complained of, if all came all the same
 */
export type ReadFrames = (
  frames: readonly number[],
  turn: DisplayTurn,
  onFrame: (rgb: Uint8Array, place: number) => void,
) => Promise<readonly string[]>;

/** A clip of a video's frames, whichever engine decodes them. */
export async function readClip(
  index: PacketIndex,
  indices: readonly number[],
  geometry: ClipGeometry,
  readFrames: ReadFrames,
): Promise<ClipFrames> {
  const frames = distinctFrames(indices, index.frameCount);
  const { input, output, crops, turn, notes } = planStream(index.stream, geometry);
  const frameBytes = output.widthPixels * output.heightPixels * CHANNELS;
  const data = new Uint8Array(crops.length * indices.length * frameBytes);
  const frameAt = (crop: number, place: number) => {
    const start = (crop * indices.length + place) * frameBytes;
    return data.subarray(start, start + frameBytes);
  };
  const complaints = await readFrames(frames, turn, (rgb, place) => {
    const first = indices.indexOf(frames[place] ?? 0);
    const targets = crops.map((_, crop) => frameAt(crop, first));
    timedResize(rgb, input.widthPixels, input.heightPixels, geometry, targets);
  });
  indices.forEach((index, place) => {
    const first = indices.indexOf(index);
    if (first === place) return;
    crops.forEach((_, crop) => frameAt(crop, place).set(frameAt(crop, first)));
  });
  const [complaint] = complaints;
  return {
    data,
    startSeconds: index.frameSeconds(frames[0] ?? 0),
    endSeconds: index.frameSeconds(frames.at(-1) ?? 0),
    notes: [...notes, ...(complaint === undefined ? [] : [`damaged data: ${complaint}`])],
  };
}

/** Ascending and distinct. The sampler above decides what short videos do; here all must exist. */
export function distinctFrames(indices: readonly number[], frameCount: number): number[] {
  const outside = indices.find((i) => !Number.isInteger(i) || i < 0 || i >= frameCount);
  if (outside !== undefined || indices.length === 0) {
    throw new RangeError(`frame ${String(outside)} is asked for, but frames are 0 to ${frameCount - 1}`);
  }
  return [...new Set(indices)].sort((a, b) => a - b);
}
