/** What a decoder may open, and hold. */
export interface InputRules {
  /** Of one frame: a header may claim anything. */
  maxPixels: number;
  /** Whether a file may name others (HLS, concat), which are then opened too, if they are files of this machine. */
  allowPlaylists: boolean;
  /** What a decoder process and the programs that it starts may hold together; by the machine's memory if undefined. */
  maxDecoderBytes?: number | undefined;
}

/** Frames of up to 16384 × 8192: larger than any camera's, small enough to hold. */
export const DEFAULT_RULES: InputRules = { maxPixels: 2 ** 27, allowPlaylists: false };

/** What FFmpeg is told: it counts pixels after rounding both sides up for its decoders. Ours are counted as they are. */
export function roundedPixels({ maxPixels }: InputRules): number {
  return Math.ceil(maxPixels * 1.125) + 2 ** 20;
}
