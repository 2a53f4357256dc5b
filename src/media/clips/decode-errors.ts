import { VideoError } from '../../errors.js';
import type { StreamFacts } from '../packets/packet-list.js';

/** Which of the two decodes. */
export type EngineName = 'ffmpeg' | 'native';

const COPY_AGAIN = 'copy or download it again';
const NEWER_FFMPEG = 'use a newer ffmpeg, with --ffmpeg or FFMPEG_PATH';

/** ffmpeg itself died. */
export function crashed(signal: string): VideoError {
  return new VideoError(`ffmpeg crashed on it (${signal})`, {
    code: 'DECODE_FAILED',
    hint: NEWER_FFMPEG,
  });
}

/** A device gave less than all, or ffmpeg complained: software decides then what is in the video. */
export function deviceFailed(hwaccel: string, complaint: string | undefined): VideoError {
  return new VideoError(`${hwaccel} failed on it${complaint === undefined ? '' : `: ${complaint}`}`, {
    code: 'DECODE_FAILED',
    hint: 'leave --hwaccel out',
  });
}

/** What is said of clips that a device was to decode. @param reason why it did not */
export function softwareNote(reason: string): string {
  return `decoded in software: ${reason}`;
}

/** A program that only calls itself ffmpeg. */
export function wroteTooMuch(): VideoError {
  return new VideoError('ffmpeg wrote more than it was asked for', {
    code: 'DECODE_FAILED',
    hint: NEWER_FFMPEG,
  });
}

/** Not one frame came out. @param complaints what ffmpeg logged. */
export function noFrames(
  complaints: readonly string[],
  stream: StreamFacts,
  engine: EngineName = 'ffmpeg',
): VideoError {
  if (complaints.some((line) => /decoder.*not found|no decoder found/i.test(line)))
    return noDecoder(stream, engine);
  const [first] = complaints;
  const detail = first === undefined ? '' : ` (${first})`;
  return new VideoError(`no frame of it can be decoded${detail}`, {
    code: 'NO_FRAMES',
    hint: COPY_AGAIN,
  });
}

/** The engine lacks what the video was made with. */
export function noDecoder({ codecName, codecTag }: StreamFacts, engine: EngineName): VideoError {
  const codec = codecName === 'unknown' ? codecTag : codecName;
  const [who, instead] =
    engine === 'ffmpeg'
      ? ['this ffmpeg', NEWER_FFMPEG]
      : ['node-av', 'use an ffmpeg that has one, with --decoder ffmpeg'];
  return new VideoError(`${who} has no decoder for its codec (${codec})`, {
    code: 'NO_DECODER',
    hint: `${instead}, or convert the video to h264`,
  });
}

/** Fewer frames came out than the packet list promises. */
export function tooFewFrames(decodedCount: number, wantedCount: number): VideoError {
  return new VideoError(
    `damaged or cut short: ${decodedCount} of ${wantedCount} wanted frames could be decoded`,
    { code: 'TRUNCATED', hint: COPY_AGAIN },
  );
}

/** @param sizes distinct, as `640x272`; one alone if something else about the frames changed. */
export function changedInside(sizes: readonly string[]): VideoError {
  const what =
    sizes.length > 1
      ? `frame size changes inside it (${sizes.join(', then ')})`
      : 'frame format changes inside it';
  return new VideoError(what, { code: 'SIZE_CHANGED', hint: 'convert it to one size first' });
}
