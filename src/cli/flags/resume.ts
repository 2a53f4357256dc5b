import { Flags, type Interfaces } from '@oclif/core';
import { contradiction } from './contradiction.js';

export const resumeFlags = {
  resume: Flags.boolean({
    description: 'complete what an earlier run left, or add what is new (docs/RESUME.md)',
    helpGroup: 'OUTPUT',
  }),
  'retry-failed': Flags.boolean({
    description: 'with --resume: try videos again that failed',
    helpGroup: 'OUTPUT',
  }),
};

/** Said when a run was interrupted. */
export const HOW_TO_RESUME = 'to resume, run it again with --resume (and without --overwrite)';

export type ResumeFlags = Interfaces.InferredFlags<typeof resumeFlags> & {
  output?: string | undefined;
  overwrite: boolean;
};

/** @throws UsageError CONTRADICTION */
export function checkResumeFlags({ output, overwrite, resume, 'retry-failed': retry }: ResumeFlags): void {
  if (retry && !resume) throw contradiction('--retry-failed is for --resume', 'add --resume');
  if (!resume) return;
  if (output === undefined) {
    throw contradiction('--resume needs a file to resume', 'name it with --output');
  }
  if (overwrite) {
    throw contradiction('--resume completes the output, --overwrite replaces it', 'leave one out');
  }
}
