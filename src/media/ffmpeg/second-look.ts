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

async function probe(
  { ffprobePath, path, rules }: ProbeSource,
  options: readonly string[],
  onLine: (line: string) => void,
): Promise<void> {
  const lines = new LineSplitter(onLine);
  await runProcess(
    ffprobePath,
    ['-v', 'fatal', '-select_streams', 'v:0', ...options, '-of', 'compact', ...inputArguments(path, rules)],
    { onStdout: (chunk) => lines.push(chunk) },
  );
  lines.end();
}
