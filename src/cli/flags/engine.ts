import { Flags, type Interfaces } from '@oclif/core';
import { UsageError } from '../../errors.js';
import { DECODER_NAMES, type DecoderName } from '../../media/choose/decoder-names.js';
import { DEFAULT_RULES, type InputRules } from '../../media/input-rules.js';
import type { PreviousRun } from '../../output/journal/previous-run.js';
import type { EngineOptions } from '../../pipeline/engine.js';
import { PRECISION_NAMES } from '../../xclip/runtime/device/choose-device.js';
import { DEVICE_CHOICES } from '../../xclip/runtime/device/device-names.js';
import { createDownloadNotice } from '../terminal/download-notice.js';
import type { modelFlags } from './model.js';

const MOST_CLIPS = 1024;

export const engineFlags = {
  device: Flags.option({ options: DEVICE_CHOICES })({
    default: 'auto',
    description: 'what the model runs on; auto: a GPU that is faster than the CPU (docs/DEVICES.md)',
    helpGroup: 'ENGINE',
  }),
  'batch-size': Flags.string({
    default: 'auto',
    helpValue: 'N|auto',
    description: 'clips handed to the model at once; auto: one on a CPU, what is fastest on a GPU',
    helpGroup: 'ENGINE',
  }),
  precision: Flags.option({ options: PRECISION_NAMES })({
    default: 'fp32',
    description:
      'what the vision tower computes in; int8 (CPU) and fp16 (GPU) are faster and nearly as right',
    helpGroup: 'ENGINE',
  }),
  decoders: Flags.integer({
    min: 1,
    max: 256,
    helpValue: 'N',
    description: 'videos decoded side by side (as many as cores, if it is not given)',
    helpGroup: 'ENGINE',
  }),
  timeout: Flags.integer({
    default: 120,
    min: 1,
    max: 86_400,
    helpValue: 'SECONDS',
    description: 'give a video up after this time',
    helpGroup: 'ENGINE',
  }),
  'max-pixels': Flags.integer({
    default: DEFAULT_RULES.maxPixels,
    min: 1,
    max: 2 ** 29,
    helpValue: 'N',
    description: 'refuse videos whose frames have more pixels',
    helpGroup: 'ENGINE',
  }),
  'max-decoder-memory': Flags.integer({
    min: 64,
    max: 1 << 20,
    helpValue: 'MIB',
    description:
      "MiB that decoding one video may hold, past which it fails; by default a part of the machine's memory",
    helpGroup: 'ENGINE',
  }),
  'allow-playlists': Flags.boolean({
    description: 'read files that name others (HLS, concat), and those of this machine that they name',
    helpGroup: 'ENGINE',
  }),
  decoder: Flags.option({ options: DECODER_NAMES })({
    default: 'auto',
    description: 'what decodes: node-av (native), the ffmpeg command, or auto: native where it loads',
    helpGroup: 'ENGINE',
  }),
  ffmpeg: Flags.string({
    helpValue: 'PATH',
    description: 'decode with this ffmpeg (or FFMPEG_PATH)',
    helpGroup: 'ENGINE',
  }),
  hwaccel: Flags.string({
    default: 'none',
    helpValue: 'auto|none|NAME',
    description: 'decode on a device that ffmpeg knows, such as cuda or vaapi; off, since pixels may differ',
    helpGroup: 'ENGINE',
  }),
};

type EngineFlags = Interfaces.InferredFlags<typeof engineFlags & typeof modelFlags>;

/** Those that decide over the decoding of a few videos. */
export type DecodingFlags = Pick<
  EngineFlags,
  'decoder' | 'ffmpeg' | 'timeout' | 'max-pixels' | 'max-decoder-memory' | 'allow-playlists'
>;

/** For a few videos, one after the other. */
export function decodingOptions(
  flags: DecodingFlags,
): Pick<EngineOptions, 'decoder' | 'ffmpeg' | 'timeoutMs' | 'rules' | 'decoders'> {
  const { decoder, ffmpeg, timeout } = flags;
  return { decoder, ffmpeg, timeoutMs: timeout * 1000, rules: inputRules(flags), decoders: 1 };
}

/**
 * @param previous the run that is resumed, if any
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

/** Of a command that decodes. */
type InputRuleFlags = Pick<EngineFlags, 'max-pixels' | 'max-decoder-memory'> &
  Partial<Pick<EngineFlags, 'allow-playlists'>>;

export function inputRules(flags: InputRuleFlags): InputRules {
  const memoryMib = flags['max-decoder-memory'];
  return {
    maxPixels: flags['max-pixels'],
    allowPlaylists: flags['allow-playlists'] ?? false,
    maxDecoderBytes: memoryMib === undefined ? undefined : memoryMib * 2 ** 20,
  };
}

/** The decoder: unless one is named, that of the run that is resumed, since others may differ in the last bit. */
function decoderToResume(
  { decoder, ffmpeg, hwaccel }: EngineFlags,
  previous: PreviousRun | undefined,
  env: NodeJS.ProcessEnv = process.env,
): DecoderName {
  const before = previous?.journal.settings.decoder;
  if (decoder !== 'auto' || hwaccel !== 'none' || ffmpeg !== undefined || (env.FFMPEG_PATH ?? '') !== '')
    return decoder;
  if (typeof before !== 'object' || before === null || !('engine' in before)) return decoder;
  return before.engine === 'native' || before.engine === 'ffmpeg' ? before.engine : decoder;
}

/** @returns undefined for `auto` */
function batchSize(text: string): number | undefined {
  if (text === 'auto') return undefined;
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (size >= 1 && size <= MOST_CLIPS) return size;
  throw new UsageError(`--batch-size ${text} is neither auto nor a number from 1 to ${MOST_CLIPS}`, {
    code: 'BAD_NUMBER',
  });
}
