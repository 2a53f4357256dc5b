import { Flags, type Interfaces } from '@oclif/core';
import { formatNames } from '../../output/formats/all-formats.js';
import { configFlags } from '../flags/config.js';
import { modelFlags } from '../flags/model.js';
import { talkFlags } from '../flags/talk.js';
import { outputFlags } from '../flags/output.js';

export const searchFlags = {
  prompt: Flags.string({
    default: '{}',
    helpValue: 'TEMPLATE',
    description: 'text around each query, as in "a video of {}"',
    helpGroup: 'SEARCH',
  }),
  'top-k': Flags.integer({
    default: 10,
    helpValue: 'N',
    min: 1,
    description: 'clips written per query',
    helpGroup: 'SEARCH',
  }),
  shortlist: Flags.integer({
    min: 0,
    helpValue: 'N',
    description:
      'score only the N clips nearest to a query by cosine; 0 scores all (default: 10,000 in stores past 100,000 clips)',
    helpGroup: 'SEARCH',
  }),
  model: Flags.string({
    helpValue: 'ID|DIR',
    description: 'where the model that made the store is, if not where it was then',
    helpGroup: 'MODEL',
  }),
  revision: modelFlags.revision,
  offline: modelFlags.offline,
  output: outputFlags.output,
  format: Flags.string({
    options: formatNames('hits'),
    description: "by the output's extension; else a table on a terminal, CSV in a pipe",
    helpGroup: 'OUTPUT',
  }),
  overwrite: outputFlags.overwrite,
  'csv-safe': outputFlags['csv-safe'],
  ...talkFlags,
  ...configFlags,
};

/** As oclif hands them over. */
export type SearchFlags = Interfaces.InferredFlags<typeof searchFlags> & { json?: boolean | undefined };
