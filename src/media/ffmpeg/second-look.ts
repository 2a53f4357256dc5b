import type { InputRules } from '../input-rules.js';
import { inputArguments } from './ffmpeg-input.js';
import { LineSplitter } from './line-splitter.js';
import { runProcess } from './run-process.js';

/** In the first byte of a VP8 frame: whether it is shown. */
const VP8_SHOW_FRAME = 0x10;

/** What ffprobe is asked about. */
export interface ProbeSource {
  ffprobePath: string;
  /** Absolute. */
  path: string;
  rules: InputRules;
  /** Which of its streams, as FFmpeg's programs are told. */
  specifier: string;
}

/** Which packets of a VP8 video are decoded but never shown ("alt-ref"), in the file's order. */
export async function readHiddenPackets(source: ProbeSource): Promise<boolean[]> {
  const isHidden: boolean[] = [];
  await probe(source, ['-show_data', '-show_entries', 'packet=data'], (line) => {
    const firstByte = /^packet\|data=(?:\\n)?00000000: ([0-9a-f]{2})/.exec(line)?.[1];
    if (firstByte !== undefined) isHidden.push((parseInt(firstByte, 16) & VP8_SHOW_FRAME) === 0);
  });
  return isHidden;
}

/**
 * Decodes the video's first packets to see when its first frame is shown.
 * @returns ticks, or undefined if no frame came out.
 */
export async function readFirstFrameTicks(
  source: ProbeSource,
  packetCount: number,
): Promise<number | undefined> {
  let first: number | undefined;
  const options = ['-read_intervals', `%+#${packetCount}`, '-show_entries', 'frame=best_effort_timestamp'];
  await probe(source, options, (line) => {
    const ticks = /^frame\|best_effort_timestamp=(-?\d+)/.exec(line)?.[1];
    if (ticks !== undefined) first ??= Number(ticks);
  });
  return first;
}

/** @returns the number of the first video stream that is no cover picture; undefined where there is none */
export async function findTrack(source: ProbeSource): Promise<string | undefined> {
  let track: string | undefined;
  const options = ['-show_entries', 'stream=index:stream_disposition=attached_pic'];
  await probe({ ...source, specifier: 'v' }, options, (line) => {
    track ??= /^stream\|index=(\d+)\|disposition:attached_pic=0/.exec(line)?.[1];
  });
  return track;
}

async function probe(
  { ffprobePath, path, rules, specifier }: ProbeSource,
  options: readonly string[],
  onLine: (line: string) => void,
): Promise<void> {
  const lines = new LineSplitter(onLine);
  await runProcess(
    ffprobePath,
    [
      '-v',
      'fatal',
      '-select_streams',
      specifier,
      ...options,
      '-of',
      'compact',
      ...inputArguments(path, rules),
    ],
    { onStdout: (chunk) => lines.push(chunk) },
  );
  lines.end();
}
