import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import ffmpeg from 'fluent-ffmpeg';
import type { VideoSource } from './ffmpeg-frames.js';
import { passthroughOptions } from './ffmpeg-version.js';
import { inputOptions } from './ffmpeg-input.js';
import { FfmpegLog } from './ffmpeg-log.js';
import { crashed, noFrames } from './decode-errors.js';

/**
 * Decodes the whole video and counts the frames that come out: for damaged files, where only that
 * tells. Being rare, it goes through fluent-ffmpeg, whose own checks of ffmpeg's abilities cost two
 * more processes a call; reading frames (ffmpeg-frames.ts) starts ffmpeg directly.
 * @throws VideoError NO_FRAMES if none comes out, DECODE_FAILED if ffmpeg crashes.
 */
export async function countDecodableFrames({ ffmpegPath, version, path }: VideoSource): Promise<number> {
  let frameCount = 0;
  const counter = new Writable({
    write(chunk: Buffer, _encoding, done) {
      frameCount += chunk.length;
      done();
    },
  });
  const log = new FfmpegLog();
  const failure = await new Promise<Error | undefined>((resolve) => {
    const command = ffmpeg(`file:${path}`);
    command.setFfmpegPath(ffmpegPath);
    command
      .inputOptions(['-nostdin', '-nostats', '-loglevel', 'level+verbose', '-noautorotate'])
      .inputOptions(inputOptions())
      .outputOptions(['-map', '0:v:0', ...passthroughOptions(version)])
      // One byte a frame, of whatever size.
      .videoFilters('scale=16:16,format=gray,crop=1:1')
      .format('rawvideo')
      .on('stderr', (line: string) => log.addLine(line))
      .on('end', () => resolve(undefined))
      .on('error', (error: Error) => resolve(error))
      .pipe(counter, { end: true });
  });
  // On failure fluent-ffmpeg may leave the stream open: what came, came.
  if (failure === undefined) await finished(counter);
  const signal = /killed with signal (\w+)/.exec(failure?.message ?? '')?.[1];
  if (signal !== undefined) throw crashed(signal);
  if (frameCount === 0) throw noFrames(log.complaints);
  return frameCount;
}
