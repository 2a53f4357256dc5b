import { UsageError } from '../../errors.js';
import type { PreviousRun } from '../../output/journal/previous-run.js';
import type { EngineOptions } from '../../pipeline/engine.js';
import type { PrecisionName } from '../../xclip/runtime/device/choose-device.js';
import type { DeviceChoice } from '../../xclip/runtime/device/device-names.js';
import type { DecoderName } from '../../media/choose/decoder-names.js';
import { createDownloadNotice } from '../terminal/download-notice.js';
import { decoderToResume } from '../run/open-journaled.js';
import { inputRules, type RuleFlags } from '../tag-config.js';

/** The flags that say with what a run works, as oclif hands them over. */
export interface EngineFlags extends RuleFlags {
  model: string;
  revision?: string | undefined;
  offline: boolean;
  device: DeviceChoice;
  'batch-size': string;
  precision: PrecisionName;
  decoders?: number | undefined;
  timeout: number;
  decoder: DecoderName;
  ffmpeg?: string | undefined;
  hwaccel: string;
}

const MOST_CLIPS = 1024;

/**
 * @param previous the run that is gone on with, if one is
 * @throws UsageError BAD_NUMBER
 */
export function engineOptions(
  flags: EngineFlags,
  note: (line: string) => void,
  previous?: PreviousRun,
): EngineOptions {
  const { model, revision, offline, device, precision, decoders, ffmpeg, hwaccel } = flags;
  return {
    ...{ model, revision, offline, device, precision, decoders, ffmpeg, hwaccel },
    decoder: decoderToResume(flags, previous),
    batchSize: batchSize(flags['batch-size']),
    timeoutMs: flags.timeout * 1000,
    rules: inputRules(flags),
    ...createDownloadNotice(note),
  };
}

/** @returns undefined for `auto` */
export function batchSize(text: string): number | undefined {
  if (text === 'auto') return undefined;
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (size >= 1 && size <= MOST_CLIPS) return size;
  throw new UsageError(`--batch-size ${text} is neither auto nor a number from 1 to ${MOST_CLIPS}`, {
    code: 'BAD_NUMBER',
  });
}
