import { messageOf } from '../../errors.js';
import { shortened } from '../../quoted.js';
import { EXAMPLE_CLIP } from './example-clip.js';
import { runProcess, type ProcessResult } from '../ffmpeg/run-process.js';

/** One way of decoding in hardware that an ffmpeg was built with. */
export interface HwaccelDevice {
  /** FFmpeg's name, such as vaapi, cuda, videotoolbox. */
  name: string;
  /** Whether this machine has such a device, and this user may open it. */
  opens: boolean;
  /** Why it does not open, in ffmpeg's words. */
  reason: string | undefined;
}

/** Drivers of graphics cards may take seconds when they are first loaded. */
const OPEN_TIMEOUT_MS = 20_000;
const MOST_REASON_CHARACTERS = 200;
/** A line of the device's own, as `[AVHWDeviceContext @ 0x1] [error] Cannot load libcuda.so.1`. */
const DEVICE_LINE = /^\[\w+ @ [^\]]*\] \[(error|verbose)\] (.*)/;

/**
 * What hardware decoding this ffmpeg was built with, each device really opened.
 * @throws XclipError NO_FFMPEG if it cannot be started
 */
export async function listHwaccels(ffmpegPath: string): Promise<HwaccelDevice[]> {
  const names = await readHwaccelNames(ffmpegPath);
  return Promise.all(
    names.map(async (name) => {
      const reason = await whyNotOpened(ffmpegPath, name);
      return { name, opens: reason === undefined, reason };
    }),
  );
}

/** What it was built with, in its own order; says nothing of devices. */
export async function readHwaccelNames(ffmpegPath: string): Promise<string[]> {
  const { stdout } = await runProcess(ffmpegPath, ['-hide_banner', '-hwaccels'], {
    timeoutMs: OPEN_TIMEOUT_MS,
  });
  const names = stdout.split('\n').map((line) => line.trim());
  // The first line is a title; old versions name some twice.
  return [...new Set(names.filter((name) => /^\w+$/.test(name)))];
}

/**
 * Opens the device once, for nothing.
 * @param name one of `readHwaccelNames`
 * @returns why that fails, in ffmpeg's words; undefined if it opens
 */
export async function whyNotOpened(ffmpegPath: string, name: string): Promise<string | undefined> {
  const result = await runProcess(
    ffmpegPath,
    [
      ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'level+verbose', '-init_hw_device', name],
      ...['-i', `file:${EXAMPLE_CLIP}`, '-frames:v', '1', '-f', 'null', '-'],
    ],
    { timeoutMs: OPEN_TIMEOUT_MS },
  ).catch((error: unknown) => messageOf(error));
  if (typeof result === 'string') return result;
  return result.exitCode === 0 ? undefined : shortened(reasonOf(result), MOST_REASON_CHARACTERS);
}

/** Drivers tell their reason as an error (CUDA, Vulkan) or as a detail (VA-API); ffmpeg itself only that of a number. */
function reasonOf({ stderr, signal, timedOut, exitCode }: ProcessResult): string {
  if (timedOut) return `no answer within ${OPEN_TIMEOUT_MS / 1000} s`;
  if (signal !== null) return `ffmpeg crashed (${signal})`;
  const own = stderr.split('\n').flatMap((line) => {
    const [, level, text] = DEVICE_LINE.exec(line) ?? [];
    return text === undefined ? [] : [{ level, text: text.replace(/[\s.]+$/, '') }];
  });
  const told =
    own.find(({ level }) => level === 'error') ??
    own.find(({ text }) => /\b(no|not|fail)|cannot/i.test(text));
  if (told !== undefined) return told.text;
  return /option 'init_hw_device': (.*)/.exec(stderr)?.[1] ?? `ffmpeg ended with ${String(exitCode)}`;
}
