import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import type { ChildProcess } from 'node:child_process';
import { crashed, noFrames } from '../clips/decode-errors.js';
import { inputOptions, type VideoSource } from './ffmpeg-input.js';
import { FfmpegLog } from './ffmpeg-log.js';
import { CUT_SCORE, cutSeconds, SCORED_WIDTH_PIXELS } from '../clips/scene-score.js';

const SHOWN_FRAME = /\bn: *\d+ pts: *(-?\d+) /;

/**
 * Decodes the whole video to see where the picture changes at once.
 * @returns when a new shot begins, in seconds from the first frame, ascending
 * @throws VideoError NO_FRAMES, NO_DECODER, DECODE_FAILED
 */
export async function findSceneCuts({
  ffmpegPath,
  path,
  rules,
  index,
  specifier,
}: VideoSource): Promise<number[]> {
  const log = new FfmpegLog();
  const marks: number[] = [];
  const failure = await new Promise<Error | undefined>((resolve) => {
    const command = ffmpeg(`file:${path}`);
    command.setFfmpegPath(ffmpegPath);
    guardLines(command);
    command
      .inputOptions(['-nostdin', '-nostats', '-loglevel', 'level+verbose', '-threads', '1'])
      .inputOptions(['-noautorotate', '-copyts', ...inputOptions(rules)])
      .outputOptions(['-map', `0:${specifier}`])
      // The first frame too, to count from. Old versions score no other format.
      .videoFilters(
        `scale=${SCORED_WIDTH_PIXELS}:-2:flags=fast_bilinear,format=rgb24,${index.isSteady ? '' : 'setpts=N,'}select=eq(n\\,0)+gt(scene\\,${CUT_SCORE}),showinfo`,
      )
      .format('null')
      .output('-')
      .on('stderr', (line: string) => {
        const mark = SHOWN_FRAME.exec(line)?.[1];
        if (mark === undefined) log.addLine(line);
        else marks.push(Number(mark));
      })
      .on('end', () => resolve(undefined))
      .on('error', (error: Error) => resolve(error))
      .run();
  });
  const signal = /killed with signal (\w+)/.exec(failure?.message ?? '')?.[1];
  if (signal !== undefined) throw crashed(signal);
  if (marks.length === 0) throw noFrames(log.complaints, index.stream);
  return cutSeconds(marks, index);
}

const LONGEST_LINE_CHARACTERS = 2 ** 20;

/** Kills an ffmpeg that never ends a line of its log: fluent-ffmpeg keeps a line until it ends, however long. */
export function guardLines(command: FfmpegCommand): void {
  command.on('start', () => {
    // Not among its types, but where its own documentation of signals sends one.
    const { ffmpegProc } = command as FfmpegCommand & { ffmpegProc?: ChildProcess };
    let length = 0;
    ffmpegProc?.stderr?.on('data', (text: string) => {
      const end = text.lastIndexOf('\n');
      length = end < 0 ? length + text.length : text.length - end;
      if (length > LONGEST_LINE_CHARACTERS) command.kill('SIGKILL');
    });
  });
}
