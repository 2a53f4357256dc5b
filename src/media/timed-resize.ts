import { resizeToCrops } from '../image/resize.js';
import { Stopwatch } from './stopwatch.js';

/** A decoder process has one thread: whatever it resizes is for the request under way. */
export const resizeWatch = new Stopwatch();

/** `resizeToCrops`, its time counted: frames are resized while they come, in the middle of decoding. */
export function timedResize(...frame: Parameters<typeof resizeToCrops>): void {
  resizeWatch.start();
  resizeToCrops(...frame);
  resizeWatch.stop();
}
