import { at } from '../../at.js';
import { resolve } from 'node:path';
import { VideoError } from '../../errors.js';
import type { DecoderChild } from './decoder-child.js';
import type { DecoderReply, DecoderRequest } from './decoder-messages.js';
import { startRunningTimer } from '../running-timer.js';
import type { ClipFrames, ClipGeometry, OpenVideo, StreamedClip } from '../types.js';

/** In one long pass, the time allowed is for each such piece of the video. */
const PIECE_SECONDS = 60;

/** @param budgetMs this request's own; without it, what is left of the video's is used up */
type Request = (message: DecoderRequest, budgetMs?: number) => Promise<DecoderReply>;

interface LeaseOptions {
  timeoutMs: number;
  /** Must end the process. */
  onTimeout: (error: VideoError) => void;
  onClip: (clip: ClipFrames) => void;
}

/** The pool's side of a video that a decoder process reads. */
export async function openLeased(
  path: string,
  child: DecoderChild,
  { timeoutMs, onTimeout, onClip }: LeaseOptions,
): Promise<OpenVideo> {
  const request = timedRequests(child, timeoutMs, onTimeout);
  const { index } = await ask(request, { kind: 'open', path: resolve(path) }, 'opened');
  const budgetOf = (videoSeconds: number): number => timeoutMs * Math.max(1, videoSeconds / PIECE_SECONDS);
  let times: Promise<Float64Array> | undefined;
  const frameTimes = (): Promise<Float64Array> =>
    (times ??= ask(request, { kind: 'times' }, 'times').then(({ seconds }) => seconds));
  return {
    index,
    frameTimes,
    async readClip(indices, geometry) {
      const { clip } = await ask(request, { kind: 'read', indices, geometry }, 'clip');
      onClip(clip);
      return clip;
    },
    async countDecodable() {
      return (await ask(request, { kind: 'count' }, 'counted')).frameCount;
    },
    async findCuts() {
      return (await ask(request, { kind: 'cuts' }, 'cuts', budgetOf(index.durationSeconds))).seconds;
    },
    async *readClips(clips, geometry) {
      // A clip is given when the one after it is whole.
      const stepSeconds = 2 * longestStep(clips, await frameTimes());
      for await (const clip of streamClips(request, { clips, geometry }, budgetOf(stepSeconds))) {
        onClip(clip);
        yield clip;
      }
    },
  };
}

async function* streamClips(
  request: Request,
  wanted: { clips: readonly (readonly number[])[]; geometry: ClipGeometry },
  budgetMs: number,
): AsyncGenerator<StreamedClip, void, undefined> {
  if (wanted.clips.length === 0) return;
  let isOver = false;
  try {
    await ask(request, { kind: 'start', ...wanted }, 'done');
    for (;;) {
      const { clip } = await ask(request, { kind: 'next' }, 'next', budgetMs);
      isOver = clip === undefined;
      if (clip === undefined) return;
      yield clip;
    }
  } catch (error) {
    isOver = true;
    throw error;
  } finally {
    // A process that is gone has nothing left to stop.
    if (!isOver) await ask(request, { kind: 'stop' }, 'done').catch(() => undefined);
  }
}

/** How much video lies between the ends of neighbouring clips, at most. */
function longestStep(clips: readonly (readonly number[])[], times: Float64Array): number {
  const ends = clips.map((indices) =>
    at(
      times,
      indices.reduce((a, b) => Math.max(a, b), 0),
    ),
  );
  return ends.reduce((most, end, i) => Math.max(most, end - (ends[i - 1] ?? times[0] ?? 0)), 0);
}

/**
 * Requests that share one budget of time, but for those with their own. What happens between them is not counted, nor the time
 * in which this process does not run.
 */
function timedRequests(
  child: DecoderChild,
  timeoutMs: number,
  onTimeout: (error: VideoError) => void,
): Request {
  let leftMs = timeoutMs;
  return async (message, budgetMs) => {
    const error = timeoutError(budgetMs ?? timeoutMs);
    const timer = startRunningTimer(budgetMs ?? leftMs, () => onTimeout(error));
    try {
      return await child.request(message);
    } finally {
      const countedMs = timer.stop();
      if (budgetMs === undefined) leftMs -= countedMs;
    }
  };
}

async function ask<K extends DecoderReply['kind']>(
  request: Request,
  message: DecoderRequest,
  kind: K,
  budgetMs?: number,
): Promise<Extract<DecoderReply, { kind: K }>> {
  const reply = await request(message, budgetMs);
  if (reply.kind === kind) return reply as Extract<DecoderReply, { kind: K }>;
  throw new Error(`a decoder process answered out of turn (${reply.kind})`);
}

function timeoutError(timeoutMs: number): VideoError {
  return new VideoError(`decoding took longer than ${timeoutMs / 1000} s`, {
    code: 'TIMEOUT',
    hint: 'raise --timeout, or leave the video out',
  });
}
