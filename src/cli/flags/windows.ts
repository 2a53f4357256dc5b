import { Flags, type Interfaces } from '@oclif/core';
import { UsageError } from '../../errors.js';
import type { Cutting } from '../../pipeline/read/read-windows.js';
import { parseNumber } from './parse-number.js';

const MOST_SECONDS = 86_400;

/** How a long video is cut into clips. */
export const windowFlags = {
  every: Flags.string({
    helpValue: 'SECONDS',
    description: 'a clip of every so many seconds of a video; with --scenes, the longest part of a shot',
    helpGroup: 'LONG VIDEOS',
  }),
  window: Flags.string({
    helpValue: 'SECONDS',
    description: 'length of each of these clips, instead of --every: less leaves gaps, more overlaps',
    helpGroup: 'LONG VIDEOS',
  }),
  scenes: Flags.boolean({
    description: 'a clip of each shot, found by where the picture changes (decodes a video twice)',
    helpGroup: 'LONG VIDEOS',
  }),
};

export const mergeFlags = {
  merge: Flags.boolean({
    description: 'join neighbouring clips with the same best label',
    helpGroup: 'LONG VIDEOS',
  }),
  per: Flags.option({ options: ['clip', 'video'] as const })({
    default: 'clip',
    description: 'a record a clip, or one a video: means, maxima and where each label leads',
    helpGroup: 'LONG VIDEOS',
  }),
};

type WindowFlags = Interfaces.InferredFlags<typeof windowFlags>;

/**
 * How videos are cut into clips; undefined for one clip of each.
 * @throws UsageError BAD_NUMBER, CONTRADICTION
 */
export function cuttingOf({ every, window, scenes }: WindowFlags): Cutting | undefined {
  if (window !== undefined && (scenes || every === undefined)) {
    throw new UsageError(
      scenes ? '--window has no place beside --scenes, whose clips are the shots' : '--window needs --every',
      {
        code: 'CONTRADICTION',
        hint: scenes ? 'leave one out' : 'say how far apart clips begin, as in --every 10',
      },
    );
  }
  const everySeconds = every === undefined ? undefined : seconds('every', every);
  if (scenes) return { by: 'scenes', mostSeconds: everySeconds };
  if (everySeconds === undefined) return undefined;
  const windowSeconds = window === undefined ? everySeconds : seconds('window', window);
  return { by: 'time', everySeconds, windowSeconds };
}

function seconds(flag: string, text: string): number {
  // Less than a frame would give a clip for each, over and over.
  return parseNumber(flag, text, { least: 0.01, most: MOST_SECONDS });
}
