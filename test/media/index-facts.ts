import type { PacketIndex } from '../../src/media/packet-index.js';
import { rgbFilters } from '../../src/media/ffmpeg/rgb-filters.js';

/**
 * All that is taken from a packet index. Of the colour, what becomes of it: the filters, but for the place of the colour,
 * which makes no difference in the formats that are read in process (see the docs).
 */
export function indexFacts(index: PacketIndex): unknown {
  const { stream, format, frameCount, pts, isSeekable, durationSeconds, notes } = index;
  const { codecName, codecTag, widthPixels, heightPixels, timeBase } = stream;
  const { promisedFrameCount, isAttachedPicture, displayMatrix } = stream;
  return {
    ...{ frameCount, pts, isSeekable, durationSeconds, notes, formatName: format.formatName },
    ...{ codecName, codecTag, widthPixels, heightPixels, timeBase },
    ...{ promisedFrameCount, isAttachedPicture, displayMatrix },
    seconds: Array.from({ length: frameCount }, (_, frame) => index.frameSeconds(frame)),
    filters: [56, 61].map((libavutilMajor) =>
      rgbFilters(stream, libavutilMajor).replace(/:in_[hv]_chr_pos=0/g, ''),
    ),
  };
}
