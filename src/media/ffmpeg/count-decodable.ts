import { passthroughOptions } from './ffmpeg-version.js';
import { inputArguments, type VideoSource } from './ffmpeg-input.js';
import { FfmpegLog } from './ffmpeg-log.js';
import { LineSplitter } from './line-splitter.js';
import { runProcess } from './run-process.js';
import { crashed, noFrames } from '../clips/decode-errors.js';

/** What the showinfo filter logs of each frame; `NOPTS` becomes NaN. */
const SHOWN_FRAME = /\bn: *\d+ pts: *(-?\d+|NOPTS) /;

/** The frames that come out of a damaged video. */
export interface DecodableFrames {
  frameCount: number;
  /** When each is shown, in ticks; NaN where the decoder does not say. */
  shownAt: Float64Array;
}

/**
 * Decodes the whole video to see which frames come out: for damaged files, where only that shows it.
 * @throws VideoError NO_FRAMES if none comes out, NO_DECODER, DECODE_FAILED if ffmpeg crashes.
 */
export async function findDecodableFrames({
  ffmpegPath,
  version,
  path,
  rules,
  index,
  specifier,
}: VideoSource): Promise<DecodableFrames> {
  let frameCount = 0;
  const log = new FfmpegLog();
  const shownAt: number[] = [];
  const lines = new LineSplitter((line) => {
    const ticks = SHOWN_FRAME.exec(line)?.[1];
    if (ticks === undefined) log.addLine(line);
    else shownAt.push(Number(ticks));
  });
  const { signal } = await runProcess(
    ffmpegPath,
    [
      ...['-nostdin', '-nostats', '-loglevel', 'level+verbose', '-noautorotate', '-copyts'],
      ...inputArguments(path, rules),
      ...['-map', `0:${specifier}`, ...passthroughOptions(version)],
      // One byte a frame, of whatever size; showinfo logs its time.
      ...['-vf', 'scale=16:16,format=gray,crop=1:1,showinfo', '-f', 'rawvideo', 'pipe:1'],
    ],
    {
      onStdout: (chunk) => void (frameCount += chunk.length),
      onStderr: (chunk) => lines.push(chunk),
    },
  );
  lines.end();
  if (signal !== null) throw crashed(signal);
  if (frameCount === 0) throw noFrames(log.complaints, index.stream);
  return { frameCount, shownAt: Float64Array.from({ length: frameCount }, (_, i) => shownAt[i] ?? NaN) };
}
