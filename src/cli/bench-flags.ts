import { Flags } from '@oclif/core';

/** How long `bench` measures: until the first of the two is reached. */
export const benchFlags = {
  seconds: Flags.string({
    helpValue: 'N',
    description: 'measure for so long (10 by default, if --clips is not given)',
    helpGroup: 'BENCH',
  }),
  clips: Flags.integer({
    min: 1,
    max: 1_000_000,
    helpValue: 'N',
    description: 'measure so many clips',
    helpGroup: 'BENCH',
  }),
};
