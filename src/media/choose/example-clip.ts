import { fileURLToPath } from 'node:url';
import type { DecodedFormat } from '../ffmpeg/device-decoding.js';

/** A small clip of H.264 that comes with the package. From src/media/ffmpeg and from dist/media/ffmpeg the same three steps up. */
export const EXAMPLE_CLIP = fileURLToPath(
  new URL('../../../examples/clips/a-red-circle-moving-left.mp4', import.meta.url),
);

/** Its frames, as ffprobe describes them. */
export const EXAMPLE_FORMAT: DecodedFormat = {
  codecName: 'h264',
  pixelFormat: 'yuv420p',
  colorRange: 'unknown',
};
