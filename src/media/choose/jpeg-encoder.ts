import type { DecoderEngine } from '../types.js';
import type { RgbPicture } from '../rgb-picture.js';

export interface JpegEncoder {
  /** @throws Error where FFmpeg does not take the picture */
  encode(picture: RgbPicture): Promise<Uint8Array>;
}

/** By the FFmpeg that decodes: the command, or the libraries, which this process then loads. */
export async function openJpegEncoder(engine: DecoderEngine): Promise<JpegEncoder> {
  if (engine.engine === 'native') {
    const { encodeNatively } = await import('../native/encode-jpeg.js');
    return { encode: (picture) => Promise.resolve(encodeNatively(picture)) };
  }
  const { encodeByCommand } = await import('../ffmpeg/encode-jpeg.js');
  return { encode: (picture) => encodeByCommand(engine.ffmpegPath, picture) };
}
