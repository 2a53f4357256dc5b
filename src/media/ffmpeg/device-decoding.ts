import type { InputRules } from '../input-rules.js';
import type { PacketIndex } from '../packets/packet-index.js';
import type { StreamFacts } from '../packets/packet-list.js';
import { FIRST_VIDEO, inputArguments } from './ffmpeg-input.js';
import { FfmpegLog } from './ffmpeg-log.js';
import { LineSplitter } from './line-splitter.js';
import { levelRange } from './rgb-filters.js';
import { runProcess } from './run-process.js';

/** What libavcodec says whenever a decoder settles on where its frames will lie. */
const CHOSEN_FORMAT = /\bFormat (\w+) chosen by get_format/;

/** What of a stream decides how its frames come down from a device. */
export type DecodedFormat = Pick<StreamFacts, 'codecName' | 'pixelFormat' | 'colorRange'>;

/** Options before the input: decode on the device, and bring frames down from it. */
export function deviceArguments(hwaccel: string | undefined): string[] {
  return hwaccel === undefined ? [] : ['-hwaccel', hwaccel];
}

/**
 * Frames come down with their colour interleaved (nv12, p010), whose way to RGB is another: 64 levels off were seen. Put
 * back into the file's own format, which moves bytes and changes none, they take the way of all others.
 */
export function deviceFilters(hwaccel: string | undefined, stream: DecodedFormat): string[] {
  if (hwaccel === undefined) return [];
  // Told, since old versions forget it on the way.
  const range = levelRange(stream);
  return [`scale=in_range=${range}:out_range=${range}`, `format=${stream.pixelFormat}`];
}

export interface DeviceInput {
  ffmpegPath: string;
  /** Absolute. */
  path: string;
  rules: InputRules;
  hwaccel: string;
  specifier?: string;
  timeoutMs?: number;
}

/**
 * Whether the device is to decode a video, tried with its first frame: ffmpeg silently continues in software where a
 * device knows nothing of a codec.
 * @returns why not; undefined if it is
 */
export async function whyNotOnDevice(input: DeviceInput, index: PacketIndex): Promise<string | undefined> {
  const { stream, pts } = index;
  // A device that drops a frame would shift all that are counted.
  if (pts === undefined) return 'its frames have no times to be recognised by';
  if (stream.widthPixels % 2 === 1 || stream.heightPixels % 2 === 1)
    return 'frames of odd size do not come down from a device unchanged';
  if (stream.pixelFormat === 'unknown') return 'its pixel format is not known';
  return whyNotDecoded(input, stream);
}

/** The same by trying alone. */
export async function whyNotDecoded(
  { ffmpegPath, path, rules, hwaccel, specifier = FIRST_VIDEO, timeoutMs }: DeviceInput,
  stream: DecodedFormat,
): Promise<string | undefined> {
  const log = new FfmpegLog();
  let chosen = '';
  const lines = new LineSplitter((line) => {
    chosen = CHOSEN_FORMAT.exec(line)?.[1] ?? chosen;
    log.addLine(line);
  });
  const { exitCode, signal } = await runProcess(
    ffmpegPath,
    [
      ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'level+debug', '-threads', '1'],
      ...[...deviceArguments(hwaccel), ...inputArguments(path, rules), '-map', `0:${specifier}`],
      ...['-vf', deviceFilters(hwaccel, stream).join(','), '-frames:v', '1', '-f', 'null', '-'],
    ],
    {
      onStderr: (chunk) => lines.push(chunk),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  );
  lines.end();
  if (signal !== null) return `ffmpeg crashes with ${hwaccel} (${signal})`;
  const [complaint] = log.complaints;
  if (complaint !== undefined) return `${hwaccel} does not decode it (${complaint})`;
  if (!isOnDevice(chosen, hwaccel)) return `${hwaccel} does not decode its ${stream.codecName}`;
  return exitCode === 0 ? undefined : `${hwaccel} does not decode it (exit status ${String(exitCode)})`;
}

/** Frames on a device have a format that is named after it: d3d11 of d3d11va, dxva2_vld of dxva2, drm_prime of drm. */
function isOnDevice(pixelFormat: string, hwaccel: string): boolean {
  return pixelFormat.startsWith(hwaccel.replace(/va$/, ''));
}
