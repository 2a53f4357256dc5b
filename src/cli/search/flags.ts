import { Flags, type Interfaces } from '@oclif/core';
import { formatNames } from '../../output/formats/all-formats.js';
import { engineFlags } from '../flags/engine.js';
import { PROMPT_SET_NAMES } from '../flags/labels/prompt-sets.js';
import { configFlags } from '../flags/config.js';
import { modelFlags } from '../flags/model.js';
import { talkFlags } from '../flags/talk.js';
import { outputFlags } from '../flags/output.js';

export const searchFlags = {
  like: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE[#SECONDS]',
    description:
      "search by a video instead of a text, or by what it shows at a time: by the embeddings' cosine",
    helpGroup: 'SEARCH',
  }),
  duplicates: Flags.boolean({
    description: 'find clips that are nearly the same, instead',
    helpGroup: 'SEARCH',
  }),
  least: Flags.string({
    helpValue: 'P',
    description: 'with --duplicates: the cosine from which on clips are nearly the same (0.97)',
    helpGroup: 'SEARCH',
  }),
  prompt: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'TEMPLATE',
    description:
      'text around each query, as in "a video of {}" ({} if it is not given); of several, the mean',
    helpGroup: 'SEARCH',
  }),
  'prompt-set': Flags.option({ options: PROMPT_SET_NAMES })({
    description: 'the mean of published templates around each query (docs/LABELS.md)',
    helpGroup: 'SEARCH',
  }),
  'top-k': Flags.integer({
    helpValue: 'N',
    min: 1,
    description: 'clips written per query (10), or per group of duplicates (all)',
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
  // For the videos of --like.
  decoder: engineFlags.decoder,
  ffmpeg: engineFlags.ffmpeg,
  timeout: engineFlags.timeout,
  'max-pixels': engineFlags['max-pixels'],
  'max-decoder-memory': engineFlags['max-decoder-memory'],
  'allow-playlists': engineFlags['allow-playlists'],
  ...talkFlags,
  ...configFlags,
};

/** As oclif hands them over. */
export type SearchFlags = Interfaces.InferredFlags<typeof searchFlags> & { json?: boolean | undefined };
