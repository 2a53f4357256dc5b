import { cutCrop, keptRegion, type Plane } from './cut-crop.js';
import {
  CHANNELS,
  planFrame,
  type FrameGeometry,
  type FramePlan,
  type Region,
  type Resample,
  type Span,
} from './frame-geometry.js';
import { KernelMemory } from './kernel-memory.js';
import { resizeAcross, resizeDown } from './resample-passes.js';
import { FrameRows } from './row-source.js';
import { tapPairs, type TapPairs } from './tap-pairs.js';

/**
 * Resizes and crops one frame as the reference's processor does with Pillow, to the byte.
 * @param rgb uint8 [heightPixels, widthPixels, 3].
 * @param out uint8 [H, W, 3] with H and W as `planFrame` gives them; all of it is written.
 */
export function resizeAndCrop(
  rgb: Uint8Array,
  widthPixels: number,
  heightPixels: number,
  geometry: FrameGeometry,
  out: Uint8Array,
): void {
  resizeToCrops(rgb, widthPixels, heightPixels, geometry, [out]);
}

/**
 * The same for all crops of the frame, which is resized once.
 * @param outs one for each crop, in the order of `planFrame`'s.
 */
export function resizeToCrops(
  rgb: Uint8Array,
  widthPixels: number,
  heightPixels: number,
  geometry: FrameGeometry,
  outs: readonly Uint8Array[],
): void {
  const plan = planFrame({ widthPixels, heightPixels }, geometry);
  const { crops, output } = plan;
  requireLength('the frame', rgb, widthPixels * heightPixels * CHANNELS);
  if (outs.length !== crops.length) {
    throw new RangeError(`${outs.length} outputs for ${crops.length} crops`);
  }
  for (const out of outs)
    requireLength('the output', out, output.widthPixels * output.heightPixels * CHANNELS);

  const resized = resizeRegion(rgb, plan, keptRegion(plan), geometry.resample);
  crops.forEach((place, i) => {
    const out = outs[i];
    if (out !== undefined) cutCrop(resized, place, output, out);
  });
}

/** One for all frames, which come one after the other; made when the first one comes. */
let memory: KernelMemory | undefined;

/** At least the kept part of the resized frame, good until the next call; what no crop keeps is not computed. */
function resizeRegion(rgb: Uint8Array, plan: FramePlan, kept: Region, resample: Resample): Plane {
  const { input, resized } = plan;
  const frame = {
    columns: { start: 0, end: input.widthPixels },
    rows: { start: 0, end: input.heightPixels },
    pixels: rgb,
    strideBytes: input.widthPixels * CHANNELS,
  };
  const across = tapsFor(input.widthPixels, resized.widthPixels, resample, kept.columns);
  const down = tapsFor(input.heightPixels, resized.heightPixels, resample, kept.rows);
  memory ??= new KernelMemory();
  memory.reset();
  if (down !== undefined && (across === undefined || goesDownFirst(plan))) {
    const source = new FrameRows(memory, frame, down.pairs * 2);
    const lowered = resizeDown(memory, source, across?.input ?? kept.columns, kept.rows, down);
    return (across === undefined ? lowered : resizeAcross(memory, lowered, kept.columns, across)).plane();
  }
  if (across !== undefined) {
    const source = new FrameRows(memory, cutRows(frame, down?.input ?? kept.rows));
    const narrowed = resizeAcross(memory, source, kept.columns, across);
    return (
      down === undefined ? narrowed : resizeDown(memory, narrowed, kept.columns, kept.rows, down)
    ).plane();
  }
  return frame;
}

function cutRows(plane: Plane, rows: Span): Plane {
  const { pixels, strideBytes } = plane;
  return { ...plane, rows, pixels: pixels.subarray(rows.start * strideBytes, rows.end * strideBytes) };
}

/**
 * Whether Pillow 13 makes the vertical pass first, which rounds differently: where it takes away more
 * than twice as many rows as the other takes columns, as in portrait frames taller than 2:1.
 * Found by measuring, and without an exception in 1,500 random sizes (docs/internals/FRAMES.md).
 */
function goesDownFirst({ input, resized }: FramePlan): boolean {
  const lostRows = input.heightPixels - resized.heightPixels;
  const lostColumns = Math.max(0, input.widthPixels - resized.widthPixels);
  return lostRows > 2 * lostColumns;
}

function tapsFor(
  inputPixels: number,
  outputPixels: number,
  resample: Resample,
  kept: Span,
): TapPairs | undefined {
  return inputPixels === outputPixels ? undefined : tapPairs(inputPixels, outputPixels, resample, kept);
}

function requireLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) {
    throw new RangeError(`${what} has ${bytes.length} bytes instead of ${length}`);
  }
}
