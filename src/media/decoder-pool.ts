import { resolve } from 'node:path';
import { XclipError, VideoError } from '../errors.js';
import { DecoderChild } from './decoder-child.js';
import type { DecoderReply, DecoderRequest } from './decoder-messages.js';
import type { MediaTools, OpenVideo } from './types.js';

export interface DecoderPoolOptions extends MediaTools {
  /** How many decoder processes, at least 1; each starts when it is first needed. */
  size: number;
  /** What probing and decoding one video may take in all. */
  timeoutMs: number;
}

export interface DecoderPool {
  /**
   * Leases a decoder process to one video: opens it, hands it to `use`, and takes the process back
   * when `use` is done. Waits while all are leased; first come, first served.
   * @throws VideoError (see types.ts) for a video that cannot be read or used up its time; XclipError
   *   NO_FFMPEG or DECODER_START when no video could be; and what `use` throws.
   */
  withVideo<T>(path: string, use: (video: OpenVideo) => Promise<T>): Promise<T>;
  /** Ends all processes, and with them what is under way. */
  close(): Promise<void>;
}

export function createDecoderPool(options: DecoderPoolOptions): DecoderPool {
  const idle: DecoderChild[] = [];
  const all = new Set<DecoderChild>();
  const waiting: (() => void)[] = [];
  const stopping = new Set<Promise<void>>();
  let freeCount = options.size;
  let isClosed = false;

  async function acquire(): Promise<DecoderChild> {
    if (freeCount > 0) freeCount--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      if (isClosed) throw closedError();
      const child = takeIdle() ?? new DecoderChild(options);
      all.add(child);
      child.holdEventLoop(true);
      return child;
    } catch (error) {
      passOn();
      throw error;
    }
  }

  function takeIdle(): DecoderChild | undefined {
    for (let child = idle.pop(); child !== undefined; child = idle.pop()) {
      if (child.isAlive) return child;
      all.delete(child);
    }
    return undefined;
  }

  function release(child: DecoderChild): void {
    if (child.isAlive && !isClosed) {
      child.holdEventLoop(false);
      idle.push(child);
    } else {
      all.delete(child);
    }
    passOn();
  }

  function passOn(): void {
    const next = waiting.shift();
    if (next === undefined) freeCount++;
    else next();
  }

  function stop(child: DecoderChild, reason: Error): void {
    const stopped = child.stop(reason).finally(() => stopping.delete(stopped));
    stopping.add(stopped);
  }

  return {
    async withVideo(path, use) {
      const child = await acquire();
      try {
        const request = timedRequests(child, options.timeoutMs, (error) => stop(child, error));
        return await use(await open(path, request));
      } finally {
        release(child);
      }
    },
    async close() {
      isClosed = true;
      for (const child of all) stop(child, closedError());
      all.clear();
      await Promise.all(stopping);
    },
  };
}

type Request = (message: DecoderRequest) => Promise<DecoderReply>;

/** Requests that share one budget of time; what `use` does between them is not counted. */
function timedRequests(
  child: DecoderChild,
  timeoutMs: number,
  onTimeout: (error: VideoError) => void,
): Request {
  let leftMs = timeoutMs;
  return async (message) => {
    const startMs = performance.now();
    const timer = setTimeout(() => onTimeout(timeoutError(timeoutMs)), Math.max(0, leftMs));
    try {
      return await child.request(message);
    } finally {
      clearTimeout(timer);
      leftMs -= performance.now() - startMs;
    }
  };
}

async function open(path: string, request: Request): Promise<OpenVideo> {
  const opened = await request({ kind: 'open', path: resolve(path) });
  if (opened.kind !== 'opened') throw unexpected(opened);
  return {
    index: opened.index,
    async readClip(indices, geometry) {
      const reply = await request({ kind: 'read', indices, geometry });
      if (reply.kind !== 'clip') throw unexpected(reply);
      return reply.clip;
    },
    async countDecodable() {
      const reply = await request({ kind: 'count' });
      if (reply.kind !== 'counted') throw unexpected(reply);
      return reply.frameCount;
    },
  };
}

function timeoutError(timeoutMs: number): VideoError {
  return new VideoError(`decoding took longer than ${timeoutMs / 1000} s`, {
    code: 'TIMEOUT',
    hint: 'raise --timeout, or leave the video out',
  });
}

function closedError(): XclipError {
  return new XclipError('the decoders were closed', { code: 'CLOSED' });
}

function unexpected(reply: DecoderReply): Error {
  return new Error(`a decoder process answered out of turn (${reply.kind})`);
}
