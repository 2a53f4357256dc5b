import { Flags } from '@oclif/core';
import { outputFlags, samplingFlags } from '../tag-flags.js';

export const EMBED_FORMATS = ['jsonl', 'npy', 'parquet'] as const;
export type EmbedFormat = (typeof EMBED_FORMATS)[number];

/** Those of `tag` that choose one view: the mean of several embeddings is no clip's, and no store could be scored by it. */
export const embedSamplingFlags = {
  sampling: samplingFlags.sampling,
  'frame-sample-rate': samplingFlags['frame-sample-rate'],
  seed: samplingFlags.seed,
  short: samplingFlags.short,
  resize: samplingFlags.resize,
  rotate: samplingFlags.rotate,
};

export const embedOutputFlags = {
  output: outputFlags.output,
  format: Flags.option({ options: EMBED_FORMATS })({
    description: "by the output's extension; JSONL on stdout",
    helpGroup: 'OUTPUT',
  }),
  overwrite: outputFlags.overwrite,
  normalize: Flags.boolean({
    default: false,
    description: 'divide each embedding by its length, for who compares by cosine',
    helpGroup: 'OUTPUT',
  }),
  context: Flags.boolean({
    allowNo: true,
    description: 'keep the visual context, which tag and search need, in a Parquet store (the default there)',
    helpGroup: 'OUTPUT',
  }),
};
