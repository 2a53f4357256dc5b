import type { DecoderEngine } from '../types.js';

/** FFmpeg's scale of its JPEG encoder, from 2 (best) to 31: here, 6 frames of 128 × 72 take some 10 kB. */
export const JPEG_QUALITY = 5;

/** A picture in memory. */
export interface RgbPicture {
  widthPixels: number;
  heightPixels: number;
  /** uint8 [height, width, 3] */
  rgb: Uint8Array;
}

export interface JpegEncoder {
  /** @throws Error where FFmpeg does not take the picture */
  encode(picture: RgbPicture): Promise<Uint8Array>;
}

/** By the FFmpeg that decodes: the command, or the libraries, which this process then loads. */
export async function openJpegEncoder(engine: DecoderEngine): Promise<JpegEncoder> {
  if (engine.engine === 'native') {
    const { encodeNatively } = await import('./native-jpeg.js');
    return { encode: (picture) => Promise.resolve(encodeNatively(picture)) };
  }
  const { encodeByCommand } = await import('./command-jpeg.js');
  return { encode: (picture) => encodeByCommand(engine.ffmpegPath, picture) };
}
