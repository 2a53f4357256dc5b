/**
 * Entry of a decoder process: answers the pool's requests, one at a time, until the pool's process
 * disconnects or dies. Its arguments are the paths of ffmpeg and ffprobe.
 */
import { readVersion, type FfmpegVersion } from './ffmpeg-version.js';
import {
  packError,
  type DecoderAnswer,
  type DecoderMilliseconds,
  type DecoderReply,
  type DecoderRequest,
} from './decoder-messages.js';
import { killRunningProcesses } from './run-process.js';
import type { ClipStream } from './clip-stream.js';
import { resizeWatch } from './timed-resize.js';
import { openVideo, type ReadableVideo } from './video-reader.js';

const [ffmpegPath = 'ffmpeg', ffprobePath = 'ffprobe'] = process.argv.slice(2);
let version: Promise<FfmpegVersion> | undefined;
let video: ReadableVideo | undefined;
let stream: ClipStream | undefined;

async function answer(request: DecoderRequest): Promise<DecoderAnswer> {
  if (request.kind === 'open') {
    endStream();
    video = undefined;
    video = await openVideo(request.path, { ffmpegPath, ffprobePath }, ffmpegVersion());
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

/** Asked once a process, while the first video is probed. */
function ffmpegVersion(): Promise<FfmpegVersion> {
  if (version === undefined) {
    version = readVersion(ffmpegPath);
    // Whoever awaits it hears of a failure; a video that fails earlier never does.
    version.catch(() => undefined);
  }
  return version;
}

function reply(message: DecoderReply): void {
  // The pool may be gone by now; the disconnect that follows ends this process.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

process.on('message', (request: DecoderRequest) => {
  const startMs = performance.now();
  void answer(request)
    .catch((error: unknown): DecoderAnswer => ({ kind: 'failed', error: packError(error) }))
    .then((message) => reply({ ...message, milliseconds: spentOn(request.kind, startMs) }));
});

/** A stream decodes between requests too, and waits while nothing is taken: it keeps a clock of its own. */
function spentOn(kind: DecoderRequest['kind'], startMs: number): DecoderMilliseconds {
  const elapsedMs = performance.now() - startMs;
  const resize = resizeWatch.take();
  if (kind === 'open') return { probe: elapsedMs, decode: 0, resize };
  const readingMs = kind === 'next' ? (stream?.busy.take() ?? 0) : kind === 'start' ? 0 : elapsedMs;
  return { probe: 0, decode: Math.max(0, readingMs - resize), resize };
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

reply({ kind: 'ready' });
