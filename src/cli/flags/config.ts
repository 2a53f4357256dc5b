import { Flags } from '@oclif/core';

/** Settings that need not be typed each time (docs/CONFIG.md); `BaseCommand.parse` obeys them. */
export const configFlags = {
  config: Flags.string({
    helpValue: 'FILE',
    description: 'take settings from this file; by default the nearest xclip.config.json upward',
    helpGroup: 'GLOBAL',
  }),
  preset: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
    description: 'take settings that the config file has under this name, too',
    helpGroup: 'GLOBAL',
  }),
  'no-config': Flags.boolean({
    exclusive: ['config', 'preset'],
    description: 'read no config file',
    helpGroup: 'GLOBAL',
  }),
  'print-config': Flags.boolean({
    description: 'print each setting with where it comes from, and do nothing else',
    helpGroup: 'GLOBAL',
  }),
};
