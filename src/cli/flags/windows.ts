import { Flags } from '@oclif/core';

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
    description: 'a clip of each shot, told by where the picture changes (decodes a video twice)',
    helpGroup: 'LONG VIDEOS',
  }),
};

export const mergeFlags = {
  merge: Flags.boolean({
    description: 'join neighbouring clips with the same best label',
    helpGroup: 'LONG VIDEOS',
  }),
};
