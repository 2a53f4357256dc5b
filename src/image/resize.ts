import { cutCrop, keptRegion } from './cut-crop.js';
import { planFrame, type FrameGeometry, type FramePlan, type Resample } from './frame-geometry.js';
import { inputSpan, resizeAcross, resizeDown, type Plane, type Region } from './resample-passes.js';
import { resampleWeights, type ResampleWeights } from './resample-weights.js';

const CHANNELS = 3;

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

/** At least the kept part of the resized frame; what no crop keeps is not computed. */
function resizeRegion(rgb: Uint8Array, plan: FramePlan, kept: Region, resample: Resample): Plane {
  const { input, resized } = plan;
  const across = tableFor(input.widthPixels, resized.widthPixels, resample);
  const down = tableFor(input.heightPixels, resized.heightPixels, resample);
  const wholeWidth = { start: 0, end: input.widthPixels };
  if (goesDownFirst(plan)) {
    const columns = inputSpan(across, kept.columns);
    const whole = { columns: wholeWidth, rows: { start: 0, end: input.heightPixels }, pixels: rgb };
    return resizeAcross(resizeDown(whole, kept.rows, columns, down), kept.columns, across);
  }
  const rows = inputSpan(down, kept.rows);
  const rowBytes = input.widthPixels * CHANNELS;
  const pixels = rgb.subarray(rows.start * rowBytes, rows.end * rowBytes);
  const narrowed = resizeAcross({ columns: wholeWidth, rows, pixels }, kept.columns, across);
  return resizeDown(narrowed, kept.rows, kept.columns, down);
}

/**
 * Whether Pillow 13 makes the vertical pass first, which rounds differently: where it takes away more
 * than twice as many rows as the other takes columns, as in portrait frames taller than 2:1.
 * Found by measuring, and without an exception in 1,500 random sizes (docs/FRAMES.md).
 */
function goesDownFirst({ input, resized }: FramePlan): boolean {
  const lostRows = input.heightPixels - resized.heightPixels;
  const lostColumns = Math.max(0, input.widthPixels - resized.widthPixels);
  return lostRows > 2 * lostColumns;
}

function tableFor(
  inputPixels: number,
  outputPixels: number,
  resample: Resample,
): ResampleWeights | undefined {
  return inputPixels === outputPixels ? undefined : resampleWeights(inputPixels, outputPixels, resample);
}

function requireLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) {
    throw new RangeError(`${what} has ${bytes.length} bytes instead of ${length}`);
  }
}
