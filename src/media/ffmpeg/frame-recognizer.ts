import { joinRuns, type Range, selectTree } from './select-expression.js';
import { at } from '../../at.js';

/** Passes the wanted frames of a video in one run of ffmpeg, and recognises which of them each output frame is. */
export interface FrameRecognizer {
  /** The select filter's expression. */
  select: string;
  /** The frame's number, by its timestamp; undefined if it is none of the wanted. Ask once a frame, in order. */
  recognize(ticks: number): number | undefined;
}

/**
 * By timestamps, where every frame has its own: no damage before a frame makes it another.
 * @param pts by frame, in ticks, ascending
 * @param frames wanted, ascending, distinct
 */
export function recognizeByTime(pts: Float64Array, frames: readonly number[]): FrameRecognizer {
  const ticksOf = (frame: number): number => at(pts, frame);
  let place = 0;
  return {
    select: selectTree('pts', toRanges(frames, ticksOf)),
    recognize(ticks) {
      while (place < frames.length && ticksOf(at(frames, place)) < ticks) place++;
      const frame = frames[place];
      return frame !== undefined && ticksOf(frame) === ticks ? frame : undefined;
    },
  };
}

/** By counting, where timestamps do not tell frames apart. */
export function recognizeByCount(frames: readonly number[]): FrameRecognizer {
  let place = 0;
  return {
    select: selectTree(
      'n',
      toRanges(frames, (frame) => frame),
    ),
    recognize: () => frames[place++],
  };
}

function toRanges(frames: readonly number[], valueOf: (frame: number) => number): Range[] {
  return joinRuns(frames).map(({ first, last }) => ({ first: valueOf(first), last: valueOf(last) }));
}
