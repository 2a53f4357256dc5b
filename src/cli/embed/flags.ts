import { Flags, type Interfaces } from '@oclif/core';
import { formatNames } from '../../output/formats/all-formats.js';
import { engineFlags } from '../flags/engine.js';
import { walkFlags } from '../flags/input.js';
import { configFlags } from '../flags/config.js';
import { dryRunFlags } from '../flags/habits.js';
import { filterFlags } from '../flags/filter.js';
import { modelFlags } from '../flags/model.js';
import { outputFlags } from '../flags/output.js';
import { talkFlags } from '../flags/talk.js';
import { resumeFlags } from '../flags/resume.js';
import { oneViewFlags } from '../flags/sampling.js';
import { windowFlags } from '../flags/windows.js';

export const embedFlags = {
  ...modelFlags,
  output: outputFlags.output,
  format: Flags.string({
    options: formatNames('embeddings'),
    description: "by the output's extension; JSONL on stdout",
    helpGroup: 'OUTPUT',
  }),
  overwrite: outputFlags.overwrite,
  normalize: Flags.boolean({
    default: false,
    description: 'divide each embedding by its length, for comparing by cosine',
    helpGroup: 'OUTPUT',
  }),
  context: Flags.boolean({
    allowNo: true,
    description: 'keep the visual context, which tag and search need, in a Parquet store (the default there)',
    helpGroup: 'OUTPUT',
  }),
  ...resumeFlags,
  ...oneViewFlags,
  ...windowFlags,
  ...walkFlags,
  ...filterFlags,
  ...dryRunFlags,
  ...engineFlags,
  ...talkFlags,
  ...configFlags,
};

/** As oclif hands them over. */
export type EmbedFlags = Omit<Interfaces.InferredFlags<typeof embedFlags>, 'context'> & {
  /** undefined where nothing is said of it, which oclif's types do not know */
  context?: boolean | undefined;
  json?: boolean | undefined;
};
