import type { Interfaces } from '@oclif/core';
import { checkFlags } from '../flags/check.js';
import { engineFlags } from '../flags/engine.js';
import { walkFlags } from '../flags/input.js';
import { labelFlags } from '../flags/labels.js';
import { configFlags } from '../flags/config.js';
import { dryRunFlags, watchFlags } from '../flags/habits.js';
import { filterFlags } from '../flags/filter.js';
import { modelFlags } from '../flags/model.js';
import { outputFlags } from '../flags/output.js';
import { talkFlags } from '../flags/talk.js';
import { resumeFlags } from '../flags/resume.js';
import { samplingFlags } from '../flags/sampling.js';
import { sidecarFlags } from '../flags/sidecars.js';
import { mergeFlags, windowFlags } from '../flags/windows.js';

export const tagFlags = {
  ...labelFlags,
  ...modelFlags,
  ...outputFlags,
  ...sidecarFlags,
  ...resumeFlags,
  ...samplingFlags,
  ...windowFlags,
  ...mergeFlags,
  ...walkFlags,
  ...filterFlags,
  ...dryRunFlags,
  ...watchFlags,
  ...engineFlags,
  ...talkFlags,
  ...configFlags,
  ...checkFlags,
};

/** As oclif hands them over. */
export type TagFlags = Interfaces.InferredFlags<typeof tagFlags> & { json?: boolean | undefined };
