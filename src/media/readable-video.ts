import type { PacketIndex } from './packets/packet-index.js';
import type { StreamFacts } from './packets/packet-list.js';
import type { Stopwatch } from './clips/stopwatch.js';
import type { ClipGeometry, OpenVideo, StreamedClip, VideoIndex } from './types.js';

/** Clips of one pass, taken one by one. */
export interface ClipSource {
  /** Runs while it decodes, stands while clips wait to be taken. */
  readonly busy: Stopwatch;
  /** The next clip, in order; undefined at the end. One call at a time. @throws VideoError, after what came whole */
  next(): Promise<StreamedClip | undefined>;
  /** Ends the pass, if it still runs. */
  stop(): void;
}

/** What a decoder process can do with a video, whichever engine it runs. */
export interface ReadableVideo extends Pick<OpenVideo, 'index' | 'readClip' | 'countDecodable' | 'findCuts'> {
  frameTimes(): Float64Array;
  streamClips(clips: readonly (readonly number[])[], geometry: ClipGeometry): ClipSource;
  /** Lets go of what it holds: files, packets. */
  close(): void;
}

/** What is known of a video outside its decoder process. */
export function publicIndex({ stream, format, frameCount, durationSeconds, notes }: PacketIndex): VideoIndex {
  return {
    frameCount,
    widthPixels: stream.widthPixels,
    heightPixels: stream.heightPixels,
    formatName: format.formatName,
    codecName: stream.codecName,
    durationSeconds,
    averageFramesPerSecond: durationSeconds > 0 ? frameCount / durationSeconds : headerRate(stream),
    headerFrameCount: stream.promisedFrameCount,
    notes,
  };
}

/** When each frame is shown, in seconds, by a clock that never runs back. */
export function frameTimes({ frameCount, steadySeconds }: PacketIndex): Float64Array {
  return Float64Array.from({ length: frameCount }, (_, frame) => steadySeconds(frame));
}

function headerRate({ averageFrameRate: { numerator, denominator } }: StreamFacts): number | undefined {
  return numerator > 0 && denominator > 0 ? numerator / denominator : undefined;
}
