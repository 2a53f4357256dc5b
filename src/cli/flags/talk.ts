import { Flags } from '@oclif/core';

/** How much is said on stderr. */
export const talkFlags = {
  quiet: Flags.boolean({
    char: 'q',
    exclusive: ['verbose'],
    description: 'say nothing but errors and warnings',
    helpGroup: 'GLOBAL',
  }),
  verbose: Flags.boolean({ description: 'say where the time went, too', helpGroup: 'GLOBAL' }),
};
