import { UsageError } from '../../../errors.js';
import { engineFlags } from '../../flags/engine.js';
import { modelFlags } from '../../flags/model.js';
import { resumeFlags } from '../../flags/resume.js';
import { samplingFlags } from '../../flags/sampling.js';

/** Flags of what is done already where results are judged. */
const IDLE = [
  'protocol',
  'prompt',
  'examples',
  ...Object.keys(modelFlags),
  ...Object.keys(samplingFlags),
  ...Object.keys(engineFlags),
  // Nothing is decoded: it is done again in no time.
  ...Object.keys(resumeFlags),
];

/** @throws UsageError CONTRADICTION naming a flag that could have no effect */
export function refuseModelFlags(results: string, given: ReadonlySet<string>): void {
  const idle = IDLE.find((flag) => given.has(flag));
  if (idle === undefined) return;
  throw new UsageError(`--${idle} means nothing for ${results}, whose videos are labelled already`, {
    code: 'CONTRADICTION',
    hint: 'leave it out, or leave --from out to ask the model',
  });
}
