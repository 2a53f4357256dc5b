import { fileURLToPath } from 'node:url';
import { Flags, type Interfaces } from '@oclif/core';
import { engineFlags } from '../flags/engine.js';
import { walkFlags, walkOptions } from '../flags/input.js';
import { labelFlags } from '../flags/labels.js';
import { labelTexts } from '../flags/labels/label-texts.js';
import { promptFlags, promptTemplates } from '../flags/labels/prompts.js';
import { configFlags } from '../flags/config.js';
import { modelFlags } from '../flags/model.js';
import { parseNumber } from '../flags/parse-number.js';
import { readLabels } from '../flags/read-labels.js';
import { frameSettings, samplingFlags, samplingSettings } from '../flags/sampling.js';
import { talkFlags } from '../flags/talk.js';
import { cuttingOf, windowFlags } from '../flags/windows.js';

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
  labels: labelFlags.labels,
  label: labelFlags.label,
  ...promptFlags,
  ...modelFlags,
  ...samplingFlags,
  ...windowFlags,
  ...walkFlags,
  ...engineFlags,
  ...talkFlags,
  ...configFlags,
};

type BenchFlags = Interfaces.InferredFlags<typeof benchFlags>;

/** Everything that `bench` needs, checked as far as it can be without a model. */
export type BenchRequest = Awaited<ReturnType<typeof resolveBenchRequest>>;

/** Ten small clips that come with the package. From src/cli/bench and from dist/cli/bench the same three steps up. */
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
export async function resolveBenchRequest(paths: readonly string[], flags: BenchFlags) {
  const { seconds, clips } = flags;
  const mostSeconds =
    seconds === undefined
      ? undefined
      : parseNumber('seconds', seconds, { least: 0, most: MOST_SECONDS, inclusive: false });
  const hasLabels = flags.labels !== undefined || flags.label !== undefined;
  const set = hasLabels ? readLabels(flags.labels ?? [], flags.label ?? []) : { labels: [...LABELS] };
  const areNamed = paths.length > 0 || flags['files-from'] !== undefined;
  return {
    flags,
    walk: await walkOptions(areNamed ? paths : [EXAMPLE_CLIPS], flags),
    labels: set.labels,
    prompts: labelTexts(set, promptTemplates(flags)),
    sampling: samplingSettings(flags),
    frames: frameSettings(flags),
    cutting: cuttingOf(flags),
    /** what ends measuring, whichever comes first */
    mostMs: 1000 * (mostSeconds ?? (clips === undefined ? DEFAULT_SECONDS : Infinity)),
    mostClips: clips ?? Infinity,
  };
}
