import { UsageError } from '../../errors.js';
import { frameSettings, samplingSettings, type samplingFlags } from '../flags/sampling.js';
import type { FrameSettings } from '../../pipeline/read/clip-geometry.js';
import type { Interfaces } from '@oclif/core';

export const PROTOCOL_NAMES = ['single', 'multi'] as const;
export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

type SamplingFlags = Interfaces.InferredFlags<typeof samplingFlags>;

interface Protocol {
  flags: Pick<SamplingFlags, 'sampling' | 'views' | 'crops'>;
  /** the shortest edge, as a multiple of what the model takes */
  resizeBy: number;
}

/**
 * How the X-CLIP paper (https://arxiv.org/abs/2208.02816) evaluates, as its code does (VideoX, X-CLIP/datasets/build.py):
 * one clip of frames from all over the video, resized to 256 for 224 and cut in the middle; or four such clips of three
 * crops each, resized to 224.
 */
const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  single: { flags: { sampling: 'uniform', views: 1, crops: '1' }, resizeBy: 256 / 224 },
  multi: { flags: { sampling: 'uniform', views: 4, crops: '3' }, resizeBy: 1 },
};

/** What a protocol decides over. */
const DECIDED = ['sampling', 'views', 'crops', 'resize', 'frame-sample-rate'];

/**
 * Flags with what a protocol makes of them.
 * @param given those on the command line
 * @throws UsageError CONTRADICTION where one of them is the protocol's to decide
 */
export function withProtocol<T extends SamplingFlags & { protocol?: ProtocolName | undefined }>(
  flags: T,
  given: ReadonlySet<string>,
): T {
  if (flags.protocol === undefined) return flags;
  const decided = DECIDED.find((flag) => given.has(flag));
  if (decided === undefined) return { ...flags, ...PROTOCOLS[flags.protocol].flags };
  throw new UsageError(`--protocol ${flags.protocol} decides over --${decided}`, {
    code: 'CONTRADICTION',
    hint: 'leave one out',
  });
}

/** How videos are sampled and their frames cut. @throws UsageError BAD_NUMBER */
export function viewsOf(flags: SamplingFlags & { protocol?: ProtocolName | undefined }): {
  sampling: ReturnType<typeof samplingSettings>;
  frames: FrameSettings;
} {
  const resizeBy = flags.protocol === undefined ? undefined : PROTOCOLS[flags.protocol].resizeBy;
  return { sampling: samplingSettings(flags), frames: { ...frameSettings(flags), resizeBy } };
}
