import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import ffmpeg from 'fluent-ffmpeg';
import type { VideoSource } from './ffmpeg-frames.js';
import { passthroughOptions } from './ffmpeg-version.js';
import { inputOptions } from './ffmpeg-input.js';
import { FfmpegLog } from './ffmpeg-log.js';
import { crashed, noFrames } from '../decode-errors.js';

/** What the showinfo filter logs of each frame; `NOPTS` becomes NaN. */
const SHOWN_FRAME = /\bn: *\d+ pts: *(-?\d+|NOPTS) /;

/** The frames that come out of a damaged video. */
export interface DecodableFrames {
  frameCount: number;
  /** When each is shown, in ticks; NaN where the decoder does not say. */
  shownAt: Float64Array;
}

/**
 * Decodes the whole video to see which frames come out: for damaged files, where only that tells.
 * Being rare, it goes through fluent-ffmpeg, whose own checks of ffmpeg's abilities cost two more
 * processes a call; reading frames (ffmpeg-frames.ts) starts ffmpeg directly.
 * @throws VideoError NO_FRAMES if none comes out, NO_DECODER, DECODE_FAILED if ffmpeg crashes.
 */
export async function findDecodableFrames({
  ffmpegPath,
  version,
  path,
  rules,
  index,
}: VideoSource): Promise<DecodableFrames> {
  let frameCount = 0;
  const counter = new Writable({
    write(chunk: Buffer, _encoding, done) {
      frameCount += chunk.length;
      done();
    },
  });
  const log = new FfmpegLog();
  const shownAt: number[] = [];
  const failure = await new Promise<Error | undefined>((resolve) => {
    const command = ffmpeg(`file:${path}`);
    command.setFfmpegPath(ffmpegPath);
    command
      .inputOptions(['-nostdin', '-nostats', '-loglevel', 'level+verbose', '-noautorotate', '-copyts'])
      .inputOptions(inputOptions(rules))
      .outputOptions(['-map', '0:v:0', ...passthroughOptions(version)])
      // One byte a frame, of whatever size; showinfo logs its time.
      .videoFilters('scale=16:16,format=gray,crop=1:1,showinfo')
      .format('rawvideo')
      .on('stderr', (line: string) => {
        const ticks = SHOWN_FRAME.exec(line)?.[1];
        if (ticks === undefined) log.addLine(line);
        else shownAt.push(Number(ticks));
      })
      .on('end', () => resolve(undefined))
      .on('error', (error: Error) => resolve(error))
      .pipe(counter, { end: true });
  });
  // On failure fluent-ffmpeg may leave the stream open: what came, came.
  if (failure === undefined) await finished(counter);
  const signal = /killed with signal (\w+)/.exec(failure?.message ?? '')?.[1];
  if (signal !== undefined) throw crashed(signal);
  if (frameCount === 0) {
    await index.askAgain?.();
    throw noFrames(log.complaints, index.stream);
  }
  return { frameCount, shownAt: Float64Array.from({ length: frameCount }, (_, i) => shownAt[i] ?? NaN) };
}
