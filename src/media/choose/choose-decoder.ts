import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UsageError, XclipError } from '../../errors.js';
import { findHwaccel, requireHwaccel } from './choose-hwaccel.js';
import { DecoderChild } from '../pool/decoder-child.js';
import type { DecoderName } from './decoder-names.js';
import { locateMediaTools } from './locate-ffmpeg.js';
import type { InputRules } from '../input-rules.js';
import { explainLoadFailure, thisMachine } from './native-support.js';
import type { DecoderEngine } from '../types.js';

/** The engine that decodes, as a run's report names it. */
export interface DecoderFacts {
  engine: DecoderEngine['engine'];
  /** Of FFmpeg: the command's, or the one inside node-av. */
  version: string;
  /** Of the command. */
  path?: string;
  /** The device that decodes what it can, by FFmpeg's name. */
  hwaccel?: string;
}

export interface ChosenDecoder {
  engine: DecoderEngine;
  facts: DecoderFacts;
  /** The process that showed that the engine loads: for the pool to keep using, or to be stopped. */
  started?: DecoderChild | undefined;
  /** What people should know of the choice: what became of `hwaccel`. */
  notice?: string;
}

/** One that the ffmpeg command decodes for. */
interface ChosenFfmpeg extends ChosenDecoder {
  engine: Extract<DecoderEngine, { engine: 'ffmpeg' }>;
}

export interface DecoderChoice {
  /** `auto` if undefined: native where it loads. */
  decoder?: DecoderName | undefined;
  /** The ffmpeg that the user named, which is then the one that decodes. */
  ffmpegPath?: string | undefined;
  /** Read for FFMPEG_PATH, which counts as naming one. */
  env?: NodeJS.ProcessEnv;
  /** Defaults, if undefined. */
  rules?: InputRules | undefined;
  /** FFmpeg's name of a device, `auto` for the first that works, or `none`, as if undefined. */
  hwaccel?: string | undefined;
}

/**
 * Chooses the engine that decodes. Hardware is the ffmpeg command's: node-av is left out where a device is taken.
 * @throws as `chooseSoftware`; XclipError NO_HWACCEL if a device that is asked for by name does not open
 */
export async function chooseDecoder(choice: DecoderChoice = {}): Promise<ChosenDecoder> {
  const { decoder, hwaccel = 'none', ffmpegPath, env = process.env, rules } = choice;
  if (hwaccel === 'none') return chooseSoftware(choice);
  if (decoder === 'native') throw hwaccelNeedsFfmpeg(hwaccel);
  let chosen: ChosenFfmpeg;
  try {
    chosen = await findFfmpeg(ffmpegPath, env, rules);
  } catch (error) {
    if (!(error instanceof XclipError)) throw error;
    if (hwaccel !== 'auto')
      throw withMessage(`--hwaccel ${hwaccel} needs the ffmpeg command: ${error.message}`, error);
    return inSoftware(choice, error.message);
  }
  const { ffmpegPath: path } = chosen.engine;
  const device = hwaccel === 'auto' ? await findHwaccel(path) : await requireHwaccel(path, hwaccel);
  if ('reason' in device) return inSoftware(choice, device.reason);
  return {
    engine: { ...chosen.engine, hwaccel: device.name },
    facts: { ...chosen.facts, hwaccel: device.name },
    notice: `decoding on ${device.name}, by ${path} (${chosen.facts.version})`,
  };
}

/** Where `auto` finds no device, all is as without it. */
async function inSoftware(choice: DecoderChoice, reason: string): Promise<ChosenDecoder> {
  const notice = `--hwaccel auto: decoding in software, since no device decodes here (${reason})`;
  return { ...(await chooseSoftware(choice)), notice };
}

/**
 * Chooses the engine that decodes in software. Whether node-av loads is tried in a decoder process, which the pool then keeps using: this one stays
 * free of 175 MB of native code.
 * @throws UsageError CONTRADICTION; XclipError NO_NATIVE_DECODER if it is asked for by name and does not load; NO_FFMPEG if nothing can decode
 */
async function chooseSoftware({
  decoder = 'auto',
  ffmpegPath,
  env = process.env,
  rules,
}: DecoderChoice): Promise<ChosenDecoder> {
  if (decoder === 'native') {
    if (ffmpegPath !== undefined) throw contradiction();
    return startNative(rules);
  }
  const names = ffmpegPath ?? env.FFMPEG_PATH ?? '';
  if (decoder === 'ffmpeg' || names !== '') return findFfmpeg(ffmpegPath, env, rules);
  try {
    return await startNative(rules);
  } catch (why) {
    if (!(why instanceof XclipError)) throw why;
    return findFfmpeg(ffmpegPath, env, rules).catch((error: unknown) => {
      throw withReason(error, why);
    });
  }
}

function contradiction(): UsageError {
  return new UsageError('--decoder native decodes without an ffmpeg, but --ffmpeg names one', {
    code: 'CONTRADICTION',
    hint: 'leave one of them out',
  });
}

function hwaccelNeedsFfmpeg(hwaccel: string): UsageError {
  return new UsageError(`--decoder native decodes in software, but --hwaccel ${hwaccel} asks for a device`, {
    code: 'CONTRADICTION',
    hint: 'leave one of them out: devices are for --decoder ffmpeg',
  });
}

async function startNative(rules: InputRules | undefined): Promise<ChosenDecoder> {
  const engine: DecoderEngine = { engine: 'native', rules };
  const started = new DecoderChild(engine);
  const greeting = await started.greeting();
  if (greeting.kind === 'ready') {
    started.holdEventLoop(false);
    const version = `${greeting.version ?? 'unknown'} (node-av ${nodeAvVersion()})`;
    return { engine, facts: { engine: 'native', version }, started };
  }
  const { message, hint } = explainLoadFailure(greeting.reason, thisMachine());
  const error = new XclipError(message, { code: 'NO_NATIVE_DECODER', hint });
  await started.stop(error);
  throw error;
}

async function findFfmpeg(
  ffmpegPath: string | undefined,
  env: NodeJS.ProcessEnv,
  rules: InputRules | undefined,
): Promise<ChosenFfmpeg> {
  const { ffmpeg, ffprobe } = await locateMediaTools({ ffmpegPath, env });
  return {
    engine: { engine: 'ffmpeg', ffmpegPath: ffmpeg.path, ffprobePath: ffprobe.path, rules },
    facts: { engine: 'ffmpeg', version: ffmpeg.version.text, path: ffmpeg.path },
  };
}

/** Where neither can decode, both reasons are reported. */
function withReason(error: unknown, why: XclipError): unknown {
  if (!(error instanceof XclipError) || error.code !== 'NO_FFMPEG') return error;
  return withMessage(`${error.message}, and ${why.message}`, error);
}

function withMessage(message: string, { code, hint, cause }: XclipError): XclipError {
  return new XclipError(message, hint === undefined ? { code, cause } : { code, hint, cause });
}

/** Its package.json is not exported by name. */
function nodeAvVersion(): string {
  const entry = createRequire(import.meta.url).resolve('node-av/lib');
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(entry), '../../package.json'), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return 'unknown';
  return String(manifest.version);
}
