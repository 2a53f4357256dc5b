import { Flags, type Interfaces } from '@oclif/core';
import { UsageError } from '../../errors.js';
import { SIDECAR_NAMES } from '../../output/sidecars/sidecar-kinds.js';
import type { SidecarOptions } from '../../output/sidecars/sidecars.js';

export const sidecarFlags = {
  sidecar: Flags.option({ options: SIDECAR_NAMES, multiple: true, multipleNonGreedy: true })({
    description: "write beside each video, as clip.mp4.xclip.json; without --output, in the output's place",
    helpGroup: 'OUTPUT',
  }),
  'sidecar-dir': Flags.string({
    helpValue: 'DIR',
    description: "write sidecars below here, in folders like the videos', instead",
    helpGroup: 'OUTPUT',
  }),
};

/** What is written beside videos; undefined for nothing. @throws UsageError CONTRADICTION */
export function sidecarOptions({
  sidecar,
  'sidecar-dir': folder,
  overwrite,
}: Interfaces.InferredFlags<typeof sidecarFlags> & { overwrite: boolean }): SidecarOptions | undefined {
  if (sidecar !== undefined) return { names: [...new Set(sidecar)].sort(), folder, overwrite };
  if (folder === undefined) return undefined;
  throw new UsageError('--sidecar-dir is for --sidecar', {
    code: 'CONTRADICTION',
    hint: 'say what to write there, as in --sidecar json',
  });
}
