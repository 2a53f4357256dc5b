/** How frames are cut: the model's way, unless the user wants another. Pure arithmetic. */
import { UsageError } from '../../errors.js';
import type { CropCount, FrameGeometry } from '../../image/frame-geometry.js';
import type { ClipGeometry } from '../../media/types.js';

export const CROP_COUNTS = ['1', '3'] as const;

/** What may be changed about the processor's geometry. */
export interface FrameSettings {
  /** crops of each frame, whose answers are averaged */
  crops: CropCount;
  /** shortest edge that frames are resized to, in pixels; the processor's if undefined */
  resizePixels: number | undefined;
  /** that edge as a multiple of the length that the model takes, where it is not given in pixels */
  resizeBy?: number | undefined;
  /** turn frames upright, as the container says */
  rotate: boolean;
}

/**
 * @param processor the model's own geometry
 * @throws UsageError BAD_RESIZE, NO_CROPS where the settings do not fit the model
 */
export function clipGeometry(
  processor: FrameGeometry,
  { crops, resizeBy, rotate, ...settings }: FrameSettings,
): ClipGeometry {
  const { resize, resample } = processor;
  const crop = processor.crop ?? (resize !== undefined && 'widthPixels' in resize ? resize : undefined);
  const leastPixels = Math.max(crop?.widthPixels ?? 0, crop?.heightPixels ?? 0);
  const resizePixels =
    settings.resizePixels ?? (resizeBy === undefined ? undefined : Math.trunc(resizeBy * leastPixels));
  if (resizePixels !== undefined && resizePixels < leastPixels) {
    throw new UsageError(
      `--resize ${resizePixels} is less than the ${leastPixels} pixels that the model takes`,
      {
        code: 'BAD_RESIZE',
        hint: `give ${leastPixels} or more`,
      },
    );
  }
  if (crops > 1 && resizePixels === undefined && (crop === undefined || crop === resize)) {
    throw new UsageError(
      `this model's frames are squeezed whole, so --crops ${crops} has nothing to choose from`,
      {
        code: 'NO_CROPS',
        hint: `add --resize ${leastPixels}`,
      },
    );
  }
  return {
    resize: resizePixels === undefined ? resize : { shortestEdgePixels: resizePixels },
    crop: resizePixels === undefined ? processor.crop : crop,
    resample,
    cropCount: crops,
    rotate,
  };
}
