/**
 * Entry of a decoder process: answers the pool's requests, one at a time, until the pool's process
 * disconnects or dies. Its arguments are the paths of ffmpeg and ffprobe.
 */
import { readVersion, type FfmpegVersion } from './ffmpeg-version.js';
import { packError, type DecoderReply, type DecoderRequest } from './decoder-messages.js';
import { killRunningProcesses } from './run-process.js';
import type { OpenVideo } from './types.js';
import { openVideo } from './video-reader.js';

const [ffmpegPath = 'ffmpeg', ffprobePath = 'ffprobe'] = process.argv.slice(2);
let version: Promise<FfmpegVersion> | undefined;
let video: OpenVideo | undefined;

async function answer(request: DecoderRequest): Promise<DecoderReply> {
  if (request.kind === 'open') {
    video = undefined;
    video = await openVideo(request.path, { ffmpegPath, ffprobePath }, ffmpegVersion());
    return { kind: 'opened', index: video.index };
  }
  if (video === undefined) throw new Error('no video is open');
  if (request.kind === 'count') {
    return { kind: 'counted', frameCount: await video.countDecodable() };
  }
  return { kind: 'clip', clip: await video.readClip(request.indices, request.geometry) };
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
  answer(request).then(reply, (error: unknown) => reply({ kind: 'failed', error: packError(error) }));
});

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
