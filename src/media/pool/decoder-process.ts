/**
 * Entry of a decoder process: answers the pool's requests, one at a time, until the pool's process
 * disconnects or dies. Its argument is the engine, as JSON.
 */
import {
  type DecoderAnswer,
  type DecoderGreeting,
  type DecoderMilliseconds,
  type DecoderReply,
  type DecoderRequest,
  packError,
} from './decoder-messages.js';
import { type Engine, loadEngine } from './load-engine.js';
import type { ClipSource, ReadableVideo } from '../readable-video.js';
import { killRunningProcesses } from '../ffmpeg/run-process.js';
import { resizeWatch } from '../clips/stopwatch.js';
import type { DecoderEngine } from '../types.js';

let video: ReadableVideo | undefined;
let stream: ClipSource | undefined;

async function answer(request: DecoderRequest, engine: Engine): Promise<DecoderAnswer> {
  if (request.kind === 'open') {
    endStream();
    video?.close();
    video = undefined;
    video = await engine.openVideo(request.path);
    return { kind: 'opened', index: video.index };
  }
  if (video === undefined) throw new Error('no video is open');
  switch (request.kind) {
    case 'read':
      return { kind: 'clip', clip: await video.readClip(request.indices, request.geometry) };
    case 'count':
      return { kind: 'counted', frameCount: await video.countDecodable() };
    case 'times':
      return { kind: 'times', seconds: video.frameTimes() };
    case 'cuts':
      return { kind: 'cuts', seconds: await video.findCuts() };
    case 'start':
      endStream();
      stream = video.streamClips(request.clips, request.geometry);
      return { kind: 'done' };
    case 'next':
      return { kind: 'next', clip: await stream?.next() };
    case 'stop':
      endStream();
      return { kind: 'done' };
  }
}

function endStream(): void {
  stream?.stop();
  stream = undefined;
}

function say(message: DecoderReply | DecoderGreeting, whenSent: () => void = () => undefined): void {
  // The pool may be gone by now; the disconnect that follows ends this process.
  if (process.connected) process.send?.(message, undefined, undefined, whenSent);
}

process.on('disconnect', () => {
  void killRunningProcesses().then(killOwnGroup);
});

/** The pool makes this process the leader of a group, so that grandchildren die with it. */
function killOwnGroup(): void {
  try {
    if (process.platform !== 'win32') process.kill(-process.pid, 'SIGKILL');
  } finally {
    process.exit(0);
  }
}

const loading = loadEngine(JSON.parse(process.argv[2] ?? '') as DecoderEngine);

process.on('message', (request: DecoderRequest) => {
  void reply(request);
});

async function reply(request: DecoderRequest): Promise<void> {
  const loaded = await loading;
  // What it says instead of `ready` ends all requests.
  if ('reason' in loaded) return;
  const startMs = performance.now();
  const message = await answer(request, loaded).catch((error: unknown): DecoderAnswer => ({
    kind: 'failed',
    error: packError(error),
  }));
  say({ ...message, milliseconds: spentOn(request.kind, startMs) });
}

/** A stream decodes between requests too, and waits while nothing is taken: it keeps a clock of its own. */
function spentOn(kind: DecoderRequest['kind'], startMs: number): DecoderMilliseconds {
  const elapsedMs = performance.now() - startMs;
  const resize = resizeWatch.take();
  if (kind === 'open') return { probe: elapsedMs, decode: 0, resize };
  const readingMs = kind === 'next' ? (stream?.busy.take() ?? 0) : kind === 'start' ? 0 : elapsedMs;
  return { probe: 0, decode: Math.max(0, readingMs - resize), resize };
}

const engine = await loading;
if (!('reason' in engine)) say({ kind: 'ready', version: engine.version });
// Of no use any more.
else say({ kind: 'unable', reason: engine.reason }, () => process.disconnect());
