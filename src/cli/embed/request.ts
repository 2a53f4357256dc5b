import { extname } from 'node:path';
import { UsageError } from '../../errors.js';
import { indexFileOf } from '../../output/formats/indexed-array.js';
import type { Cutting } from '../../pipeline/read/read-windows.js';
import type { WalkOptions } from '../../pipeline/find/walk.js';
import type { EmbedFormat } from './flags.js';
import { checkOutput } from '../run/output-files.js';
import { checkResumeFlags, type ResumeFlags } from '../flags/resume.js';
import {
  frameSettings,
  samplingSettings,
  walkOptions,
  type FrameFlags,
  type SamplingFlags,
  type WalkFlags,
} from '../tag-config.js';
import { cuttingOf, type WindowFlags } from '../tag/require-segments.js';
import type { EngineFlags } from '../flags/engine-options.js';

/** The flags of `embed`, as oclif hands them over. */
export interface EmbedFlags
  extends
    WalkFlags,
    WindowFlags,
    EngineFlags,
    ResumeFlags,
    Omit<SamplingFlags, 'views'>,
    Omit<FrameFlags, 'crops'> {
  format?: EmbedFormat | undefined;
  normalize: boolean;
  context?: boolean | undefined;
  json?: boolean | undefined;
}

/** Where embeddings go: to a file in any format, to stdout as lines. */
export type EmbedTarget = { format: EmbedFormat; output: string } | { format: 'jsonl'; output: undefined };

/** Everything that a run of `embed` needs, checked as far as it can be without a model. */
export interface EmbedRequest {
  flags: EmbedFlags;
  walk: WalkOptions;
  sampling: ReturnType<typeof samplingSettings>;
  frames: ReturnType<typeof frameSettings>;
  cutting: Cutting | undefined;
  target: EmbedTarget;
  withContext: boolean;
}

/** @throws UsageError for what is wrong on the command line; XclipError for an output that cannot be written */
export async function resolveEmbedRequest(
  paths: readonly string[],
  flags: EmbedFlags,
): Promise<EmbedRequest> {
  checkResumeFlags(flags);
  const target = embedTarget(flags);
  if (flags.context !== undefined && target.format !== 'parquet') {
    throw new UsageError(`--${flags.context ? '' : 'no-'}context means nothing for ${target.format}`, {
      code: 'CONTRADICTION',
      hint: 'only a Parquet store holds the context: leave it out, or write to NAME.parquet',
    });
  }
  if (flags.json === true && flags.output === undefined) {
    throw new UsageError('--json puts the summary on stdout, where the results would go', {
      code: 'CONTRADICTION',
      hint: 'send the results to a file with --output',
    });
  }
  const request = {
    flags,
    walk: await walkOptions(paths, flags),
    sampling: samplingSettings({ ...flags, views: 1 }),
    frames: frameSettings({ ...flags, crops: '1' }),
    cutting: cuttingOf(flags),
    target,
    withContext: target.format === 'parquet' && flags.context !== false,
  };
  if (target.output !== undefined) {
    await checkOutput(target.output, flags);
    if (target.format === 'npy') await checkOutput(indexFileOf(target.output), flags);
  }
  return request;
}

const FORMAT_BY_EXTENSION: Readonly<Record<string, EmbedFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.npy': 'npy',
  '.parquet': 'parquet',
};

function embedTarget({ format, output }: EmbedFlags): EmbedTarget {
  if (output === undefined) {
    if (format === undefined || format === 'jsonl') return { format: 'jsonl', output };
    throw new UsageError(`--format ${format} needs a file`, {
      code: 'CONTRADICTION',
      hint: `name one with --output, like clips.${format}`,
    });
  }
  const extension = extname(output).toLowerCase();
  const chosen = format ?? FORMAT_BY_EXTENSION[extension];
  if (chosen !== undefined) return { format: chosen, output };
  throw new UsageError(`${output} has no extension that embed knows`, {
    code: 'UNKNOWN_FORMAT',
    hint: 'end it in .parquet, .npy or .jsonl, or give --format',
  });
}
