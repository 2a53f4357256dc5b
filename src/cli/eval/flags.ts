import { Flags, type Interfaces } from '@oclif/core';
import { formatNames } from '../../output/formats/all-formats.js';
import { configFlags } from '../flags/config.js';
import { engineFlags } from '../flags/engine.js';
import { labelFlags } from '../flags/labels.js';
import { promptFlags } from '../flags/labels/prompts.js';
import { modelFlags } from '../flags/model.js';
import { outputFlags } from '../flags/output.js';
import { resumeFlags } from '../flags/resume.js';
import { samplingFlags } from '../flags/sampling.js';
import { talkFlags } from '../flags/talk.js';
import { DATASET_NAMES } from './manifest/read-manifest.js';
import { PROTOCOL_NAMES } from './protocol.js';

export const evalFlags = {
  dataset: Flags.option({ options: DATASET_NAMES })({
    description: "read a dataset's own lists (a file or a folder) instead of a CSV file with video,label",
    helpGroup: 'INPUT',
  }),
  split: Flags.string({
    helpValue: 'N|NAME',
    description: 'with --dataset: 1, 2 or 3, or train, validate or test of Kinetics',
    helpGroup: 'INPUT',
  }),
  root: Flags.string({
    helpValue: 'DIR',
    description: 'where the videos are; by default the folder of the list',
    helpGroup: 'INPUT',
  }),
  from: Flags.string({
    helpValue: 'RESULTS',
    description: 'judge what xclip tag wrote (JSONL or CSV), without the model',
    helpGroup: 'INPUT',
  }),
  protocol: Flags.option({ options: PROTOCOL_NAMES })({
    description: "the X-CLIP paper's: single (1 clip, 1 crop) or multi (4 clips, 3 crops, averaged)",
    helpGroup: 'SAMPLING',
  }),
  labels: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    description:
      'labels to choose among, one a line, or CSV with the columns label and prompt; those of the list if none is given',
    helpGroup: 'LABELS',
  }),
  label: labelFlags.label,
  'label-comments': labelFlags['label-comments'],
  ...promptFlags,
  examples: labelFlags.examples,
  ...modelFlags,
  output: outputFlags.output,
  format: Flags.string({
    options: formatNames('evaluation'),
    description:
      "by the output's extension (svg: the confusion matrix); else a table on a terminal, JSON in a pipe",
    helpGroup: 'OUTPUT',
  }),
  overwrite: outputFlags.overwrite,
  ...resumeFlags,
  ...samplingFlags,
  ...engineFlags,
  ...talkFlags,
  ...configFlags,
};

/** As oclif hands them over. */
export type EvalFlags = Interfaces.InferredFlags<typeof evalFlags> & { json?: boolean | undefined };
