import { fileURLToPath } from 'node:url';
import { Flags } from '@oclif/core';
import type { Cutting } from '../../pipeline/read/read-windows.js';
import type { WalkOptions } from '../../pipeline/find/walk.js';
import { applyPrompt, checkPrompt, readLabels } from '../flags/read-labels.js';
import { parseNumber } from '../flags/parse-number.js';
import {
  type FrameFlags,
  frameSettings,
  type SamplingFlags,
  samplingSettings,
  type WalkFlags,
  walkOptions,
} from '../tag-config.js';
import { cuttingOf, type WindowFlags } from '../tag/require-segments.js';
import type { EngineFlags } from '../flags/engine-options.js';

/** The flags of `bench`, as oclif hands them over. */
export interface BenchFlags extends WalkFlags, SamplingFlags, FrameFlags, EngineFlags, WindowFlags {
  seconds?: string | undefined;
  clips?: number | undefined;
  labels?: string[] | undefined;
  label?: string[] | undefined;
  prompt: string;
}

export interface BenchRequest {
  flags: BenchFlags;
  walk: WalkOptions;
  labels: string[];
  /** the labels inside the prompt */
  prompts: string[];
  sampling: ReturnType<typeof samplingSettings>;
  frames: ReturnType<typeof frameSettings>;
  cutting: Cutting | undefined;
  /** what ends measuring, whichever comes first */
  mostMs: number;
  mostClips: number;
}

/** Ten small clips that come with the package. From src/cli and from dist/cli the same two steps up. */
const EXAMPLE_CLIPS = fileURLToPath(new URL('../../../examples/clips', import.meta.url));
const DEFAULT_SECONDS = 10;
const MOST_SECONDS = 86_400;

/** As many as a small run has; what they say changes nothing of the time. */
const LABELS = [
  'playing sports',
  'eating spaghetti',
  'go shopping',
  'a dog running',
  'a person painting a wall',
  'cutting vegetables in a kitchen',
  'riding a bicycle in the street',
  'children building a sandcastle on a beach',
];

/** @throws UsageError for what is wrong on the command line */
export async function resolveBenchRequest(
  paths: readonly string[],
  flags: BenchFlags,
): Promise<BenchRequest> {
  const { seconds, clips } = flags;
  const mostSeconds =
    seconds === undefined
      ? undefined
      : parseNumber('seconds', seconds, { least: 0, most: MOST_SECONDS, inclusive: false });
  const hasLabels = flags.labels !== undefined || flags.label !== undefined;
  const labels = hasLabels ? readLabels(flags.labels ?? [], flags.label ?? []) : LABELS;
  const template = checkPrompt(flags.prompt);
  const areNamed = paths.length > 0 || flags['files-from'] !== undefined;
  return {
    flags,
    walk: await walkOptions(areNamed ? paths : [EXAMPLE_CLIPS], flags),
    labels,
    prompts: labels.map((label) => applyPrompt(template, label)),
    sampling: samplingSettings(flags),
    frames: frameSettings(flags),
    cutting: cuttingOf(flags),
    mostMs: 1000 * (mostSeconds ?? (clips === undefined ? DEFAULT_SECONDS : Infinity)),
    mostClips: clips ?? Infinity,
  };
}

/** How long `bench` measures: until the first of the two is reached. */
export const benchFlags = {
  seconds: Flags.string({
    helpValue: 'N',
    description: 'measure for so long (10 by default, if --clips is not given)',
    helpGroup: 'BENCH',
  }),
  clips: Flags.integer({
    min: 1,
    max: 1_000_000,
    helpValue: 'N',
    description: 'measure so many clips',
    helpGroup: 'BENCH',
  }),
};
