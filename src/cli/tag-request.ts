import { UsageError } from '../errors.js';
import { Snapshot } from '../pipeline/compare-snapshot.js';
import type { WalkOptions } from '../pipeline/walk.js';
import { applyPrompt, checkPrompt, readLabels } from './labels.js';
import { parseNumber } from './numbers.js';
import { checkOutput } from './output-files.js';
import {
  frameSettings,
  outputFormat,
  samplingSettings,
  walkOptions,
  type FrameFlags,
  type OutputFormat,
  type SamplingFlags,
  type WalkFlags,
} from './tag-config.js';

/** The flags of `tag`, as oclif hands them over. */
export interface TagFlags extends WalkFlags, SamplingFlags, FrameFlags {
  labels?: string | undefined;
  label?: string[] | undefined;
  prompt: string;
  model: string;
  revision?: string | undefined;
  offline: boolean;
  output?: string | undefined;
  format?: OutputFormat | undefined;
  overwrite: boolean;
  'top-k': number;
  threshold: string;
  'batch-size'?: number | undefined;
  decoders?: number | undefined;
  timeout: number;
  ffmpeg?: string | undefined;
  check?: string | undefined;
  tolerance: string;
  json?: boolean | undefined;
}

/** Everything that a run of `tag` needs, checked as far as it can be without a model. */
export interface TagRequest {
  flags: TagFlags;
  walk: WalkOptions;
  labels: string[];
  /** the labels inside the prompt, as the model reads them */
  prompts: string[];
  sampling: ReturnType<typeof samplingSettings>;
  frames: ReturnType<typeof frameSettings>;
  threshold: number;
  format: OutputFormat;
  check: { snapshot: Snapshot; tolerance: number } | undefined;
}

/** @throws UsageError for what is wrong on the command line; XclipError for an output that cannot be written */
export async function resolveTagRequest(
  paths: readonly string[],
  flags: TagFlags,
  { isTerminal }: { isTerminal: boolean },
): Promise<TagRequest> {
  refuseContradictions(flags);
  const labels = readLabels(flags.labels, flags.label ?? []);
  const template = checkPrompt(flags.prompt);
  const request = {
    flags,
    walk: await walkOptions(paths, flags),
    labels,
    prompts: labels.map((label) => applyPrompt(template, label)),
    sampling: samplingSettings(flags),
    frames: frameSettings(flags),
    threshold: parseNumber('threshold', flags.threshold, { least: 0, most: 1 }),
    format: outputFormat(flags.format, flags.output, isTerminal),
    check:
      flags.check === undefined
        ? undefined
        : {
            snapshot: Snapshot.read(flags.check),
            tolerance: parseNumber('tolerance', flags.tolerance, { least: 0, most: 1 }),
          },
  };
  if (flags.output !== undefined) await checkOutput(flags.output, flags);
  return request;
}

function refuseContradictions({ check, output, json }: TagFlags): void {
  if (check !== undefined && output !== undefined) {
    throw new UsageError('--check writes nothing, so --output has no place beside it', {
      code: 'CONTRADICTION',
      hint: 'leave one out',
    });
  }
  if (json === true && output === undefined && check === undefined) {
    throw new UsageError('--json puts the summary on stdout, where the results would go', {
      code: 'CONTRADICTION',
      hint: 'send the results to a file with --output',
    });
  }
}
