import type { FrameGeometry } from '../image/frame-geometry.js';
import { messageOf, VideoError, XclipError } from '../errors.js';
import type { ClipFrames, VideoIndex } from './types.js';

/** What the pool asks of a decoder process: one thing at a time. */
export type DecoderRequest =
  | { kind: 'open'; path: string }
  | { kind: 'read'; indices: readonly number[]; geometry: FrameGeometry }
  | { kind: 'count' };

/** An error on its way between processes, which keep neither its class nor its fields. */
export interface SentError {
  isVideoError: boolean;
  code: string;
  message: string;
  hint: string | undefined;
}

/** What it answers, in the same order; `ready` comes first, unasked. */
export type DecoderReply =
  | { kind: 'ready' }
  | { kind: 'opened'; index: VideoIndex }
  | { kind: 'clip'; clip: ClipFrames }
  | { kind: 'counted'; frameCount: number }
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
