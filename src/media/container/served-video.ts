import { beginsInDoubt } from '../frame-list.js';
import type { CodedFormat } from './nal-format.js';
import { NotIndexed } from './not-indexed.js';
import type { Rational, StreamFacts } from '../packet-list.js';
import type { PacketTable } from '../packet-table.js';

/** What ffprobe would tell of a video, read from its container in this process. */
export interface ContainerIndex {
  stream: StreamFacts;
  formatName: string;
  packets: PacketTable;
  /** By packet: decoded for others to refer to, never shown (VP8). */
  isHidden?: readonly boolean[];
}

export interface ServedVideo {
  codecName: string;
  codecTag: string;
  formatName: string;
  /** What the container says; the codec's own headers are in `format`. */
  widthPixels: number;
  heightPixels: number;
  format: CodedFormat;
  timeBase: Rational;
  promisedFrameCount: number | undefined;
  displayMatrix: number[] | undefined;
  /** By packet, in the file's order, in ticks. */
  pts: Float64Array;
  durationOf: (packet: number) => number | undefined;
  isHidden?: readonly boolean[];
}

/**
 * The index of a video of 8-bit 4:2:0 whose first packet is a key frame.
 * @throws NotIndexed if its times or sizes are not plain.
 */
export function servedVideo(video: ServedVideo): ContainerIndex {
  const { format, pts, widthPixels, heightPixels, isHidden } = video;
  if (format.widthPixels !== widthPixels || format.heightPixels !== heightPixels) {
    throw new NotIndexed('container and codec disagree on the size');
  }
  // Odd sizes and more bits take another way to RGB, which asks for more facts of the colour.
  if (widthPixels % 2 === 1 || heightPixels % 2 === 1) throw new NotIndexed('an odd size');
  if (widthPixels === 0 || heightPixels === 0) throw new NotIndexed('frames of no size');
  const last = requireDistinct(pts);
  const lastDurationTicks = video.durationOf(last);
  if (lastDurationTicks === undefined)
    throw new NotIndexed('it does not say how long the last frame is shown');
  if (pts.length === 1 && lastDurationTicks === 0) throw new NotIndexed('a single frame');
  const packets: PacketTable = {
    packetCount: pts.length,
    pts,
    dts: new Float64Array(0),
    displayLagTicks: 0,
    firstKeyPacket: 0,
    firstKeyPts: pts[0],
    lastDurationTicks,
  };
  if (beginsInDoubt(packets)) throw new NotIndexed('pictures shown before the first key frame');
  const stream: StreamFacts = {
    codecName: video.codecName,
    codecTag: video.codecTag,
    // Of full-range frames FFmpeg says yuvj420p; as long as sizes are even, RGB comes out the same for what
    // is said here of range and place of the colour: the frames themselves say more.
    pixelFormat: 'yuv420p',
    colorRange: 'unknown',
    chromaLocation: format.chromaLocation,
    widthPixels,
    heightPixels,
    timeBase: video.timeBase,
    // Of no use where every frame has its own time.
    frameRate: { numerator: 0, denominator: 0 },
    averageFrameRate: { numerator: 0, denominator: 0 },
    promisedFrameCount: video.promisedFrameCount,
    isAttachedPicture: false,
    displayMatrix: video.displayMatrix,
  };
  return { stream, formatName: video.formatName, packets, ...(isHidden === undefined ? {} : { isHidden }) };
}

/** @returns which packet is shown last */
function requireDistinct(pts: Float64Array): number {
  const sorted = pts.slice().sort();
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) throw new NotIndexed('repeated times');
  }
  const latest = sorted.at(-1) ?? NaN;
  if (!Number.isSafeInteger(latest) || !Number.isSafeInteger(sorted[0]))
    throw new NotIndexed('times without end');
  return pts.indexOf(latest);
}
