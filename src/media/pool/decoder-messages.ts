import { messageOf, VideoError, XclipError } from '../../errors.js';
import type { ClipFrames, ClipGeometry, StreamedClip, VideoIndex } from '../types.js';

/** What the pool asks of a decoder process: one thing at a time. */
export type DecoderRequest =
  | { kind: 'open'; path: string }
  | { kind: 'read'; indices: readonly number[]; geometry: ClipGeometry }
  | { kind: 'count' }
  | { kind: 'times' }
  | { kind: 'cuts' }
  /** Clips are then sent one a `next`, until there are none or `stop`. */
  | { kind: 'start'; clips: readonly (readonly number[])[]; geometry: ClipGeometry }
  | { kind: 'next' }
  | { kind: 'stop' };

/** An error on its way between processes, which keep neither its class nor its fields. */
export interface SentError {
  isVideoError: boolean;
  code: string;
  message: string;
  hint: string | undefined;
}

/** What a decoder process says first, unasked: the version of the FFmpeg inside it, or why its engine does not load. */
export type DecoderGreeting =
  { kind: 'ready'; version: string | undefined } | { kind: 'unable'; reason: string };

/** What a decoder process spent its time on, in milliseconds of wall time. */
export interface DecoderMilliseconds {
  /** reading the list of packets */
  probe: number;
  /** what remains of reading frames without `resize` */
  decode: number;
  resize: number;
}

/** What it answers, in the order of the requests. `milliseconds` are those since the last answer. */
export type DecoderReply = DecoderAnswer & { milliseconds?: DecoderMilliseconds };

export type DecoderAnswer =
  | { kind: 'opened'; index: VideoIndex }
  | { kind: 'clip'; clip: ClipFrames }
  | { kind: 'counted'; frameCount: number }
  | { kind: 'times'; seconds: Float64Array }
  | { kind: 'cuts'; seconds: number[] }
  | { kind: 'next'; clip: StreamedClip | undefined }
  /** There is nothing to tell. */
  | { kind: 'done' }
  | { kind: 'failed'; error: SentError };

export function packError(error: unknown): SentError {
  if (error instanceof XclipError) {
    const { code, message, hint } = error;
    return { isVideoError: error instanceof VideoError, code, message, hint };
  }
  return { isVideoError: true, code: 'DECODE_FAILED', message: messageOf(error), hint: undefined };
}

export function unpackError({ isVideoError, code, message, hint }: SentError): XclipError {
  const details = hint === undefined ? { code } : { code, hint };
  return isVideoError ? new VideoError(message, details) : new XclipError(message, details);
}
