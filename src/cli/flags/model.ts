import { Flags } from '@oclif/core';

export const modelFlags = {
  model: Flags.string({
    default: 'microsoft/xclip-base-patch32',
    helpValue: 'ID|DIR',
    description: 'a Hub id, a checkpoint folder, or a bundled model (tiny-shapes)',
    helpGroup: 'MODEL',
  }),
  revision: Flags.string({
    helpValue: 'NAME',
    description: 'branch, tag or commit of a Hub model',
    helpGroup: 'MODEL',
  }),
  offline: Flags.boolean({ description: 'use only what is cached', helpGroup: 'MODEL' }),
};
