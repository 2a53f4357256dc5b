import { VideoError, XclipError } from '../../errors.js';
import { DecoderChild } from './decoder-child.js';
import type { DecoderMilliseconds } from './decoder-messages.js';
import { defaultDecoderBytes, inMebibytes, watchGroupMemory } from './group-memory.js';
import { openLeased } from './leased-video.js';
import type { ClipFrames, DecoderEngine, OpenVideo } from '../types.js';

export interface DecoderPoolOptions {
  engine: DecoderEngine;
  /** A process of that engine that runs already, as `chooseDecoder` may leave one. */
  started?: DecoderChild | undefined;
  /** How many decoder processes, at least 1; each starts when it is first needed. */
  size: number;
  /**
   * What probing and decoding one video may take in all; where it is read in one long pass, what a
   * minute of it may take.
   */
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
  /** The same for a `use` that gives one thing after another; the lease ends with it. */
  streamVideo<T>(
    path: string,
    use: (video: OpenVideo) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined>;
  /** what the processes spent their time on so far, added up */
  readonly busyMs: Readonly<DecoderMilliseconds>;
  /** clips that came, by what decoded them */
  readonly clipCounts: Readonly<{ onDevice: number; inSoftware: number }>;
  /** processes that run, waiting ones included */
  readonly processCount: number;
  /** Ends all processes, and with them what is under way. */
  close(): Promise<void>;
}

export function createDecoderPool(options: DecoderPoolOptions): DecoderPool {
  const idle: DecoderChild[] = options.started === undefined ? [] : [options.started];
  const all = new Set(idle);
  const waiting: (() => void)[] = [];
  const stopping = new Set<Promise<void>>();
  const busyMs = { probe: 0, decode: 0, resize: 0 };
  const clipCounts = { onDevice: 0, inSoftware: 0 };
  const maxBytes = options.engine.rules?.maxDecoderBytes ?? defaultDecoderBytes(options.size);
  let freeCount = options.size;
  let isClosed = false;

  async function acquire(): Promise<DecoderChild> {
    if (freeCount > 0) freeCount--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      if (isClosed) throw closedError();
      const child = takeIdle() ?? new DecoderChild(options.engine);
      child.onSpent = addBusy;
      all.add(child);
      child.holdEventLoop(true);
      // That it starts is no video's time; where it does not, the first request says why.
      await child.greeting();
      return child;
    } catch (error) {
      passOn();
      throw error;
    }
  }

  /** A process for one video, which is killed at once where it takes too much memory. */
  async function lease(): Promise<{ child: DecoderChild; unwatch: () => void }> {
    const child = await acquire();
    const kill = (): void => stop(child, tookTooMuch(maxBytes), 0);
    const unwatch = child.pid === undefined ? () => undefined : watchGroupMemory(child.pid, maxBytes, kill);
    return { child, unwatch };
  }

  function addBusy({ probe, decode, resize }: DecoderMilliseconds): void {
    busyMs.probe += probe;
    busyMs.decode += decode;
    busyMs.resize += resize;
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

  function stop(child: DecoderChild, reason: Error, graceMs?: number): void {
    const stopped = child.stop(reason, graceMs).finally(() => stopping.delete(stopped));
    stopping.add(stopped);
  }

  function open(path: string, child: DecoderChild): Promise<OpenVideo> {
    const onClip = ({ onDevice = false }: ClipFrames): void =>
      void (clipCounts[onDevice ? 'onDevice' : 'inSoftware'] += 1);
    return openLeased(path, child, {
      timeoutMs: options.timeoutMs,
      onTimeout: (error) => stop(child, error),
      onClip,
    });
  }

  return {
    busyMs,
    clipCounts,
    get processCount() {
      return all.size;
    },
    async withVideo(path, use) {
      const { child, unwatch } = await lease();
      try {
        return await use(await open(path, child));
      } finally {
        unwatch();
        release(child);
      }
    },
    async *streamVideo(path, use) {
      const { child, unwatch } = await lease();
      try {
        yield* use(await open(path, child));
      } finally {
        unwatch();
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

function closedError(): XclipError {
  return new XclipError('the decoders were closed', { code: 'CLOSED' });
}

function tookTooMuch(maxBytes: number): VideoError {
  return new VideoError(`decoding it takes more than ${inMebibytes(maxBytes)} of memory`, {
    code: 'DECODER_MEMORY',
    hint: 'raise --max-decoder-memory if the machine has more, or leave it out',
  });
}
