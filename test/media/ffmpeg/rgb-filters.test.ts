import { expect, it } from 'vitest';
import type { StreamFacts } from '../../../src/media/packets/packet-list.js';
import { rgbFilters } from '../../../src/media/ffmpeg/rgb-filters.js';

function stream(
  pixelFormat: string,
  size: string,
  chromaLocation = 'unspecified',
  colorRange = 'tv',
): StreamFacts {
  const [widthPixels = 0, heightPixels = 0] = size.split('x').map(Number);
  return {
    codecName: 'any',
    codecTag: 'any',
    pixelFormat,
    colorRange,
    chromaLocation,
    widthPixels,
    heightPixels,
    timeBase: { numerator: 1, denominator: 25 },
    frameRate: { numerator: 25, denominator: 1 },
    averageFrameRate: { numerator: 25, denominator: 1 },
    promisedFrameCount: undefined,
    isAttachedPicture: false,
    displayMatrix: undefined,
  };
}

const PLAIN = 'scale=flags=bilinear:interl=-1,format=rgb24';
const LEFT = 'scale=flags=bilinear:interl=-1:in_h_chr_pos=0,format=rgb24';

it.each([
  // Always one step.
  [56, stream('yuv420p', '640x272'), PLAIN],
  [56, stream('yuv420p', '640x272', 'left'), LEFT],
  [56, stream('yuv420p', '639x272', 'left'), LEFT],
  [56, stream('yuv444p', '175x143', 'left'), LEFT],
  [56, stream('yuv422p10le', '640x359', 'left'), LEFT],
  [56, stream('pal8', '81x49'), PLAIN],
  // One step from FFmpeg 9 on.
  [61, stream('yuv420p', '640x359'), PLAIN],
  [61, stream('yuv420p10le', '640x360', 'left'), LEFT],
  // Two steps before.
  [
    60,
    stream('yuv420p', '640x359', 'left'),
    'scale=flags=bilinear+accurate_rnd:interl=-1:in_h_chr_pos=0:in_range=tv:out_range=tv,format=yuv422p,scale=flags=bilinear:in_range=tv,format=rgb24',
  ],
  [
    56,
    stream('yuvj420p', '640x359', 'center', 'unknown'),
    'scale=flags=bilinear+accurate_rnd:interl=-1:in_range=pc:out_range=pc,format=yuv422p,scale=flags=bilinear:in_range=pc,format=rgb24',
  ],
  [
    57,
    stream('yuv420p10le', '640x360', 'topleft', 'pc'),
    'scale=flags=bilinear+accurate_rnd:interl=-1:in_h_chr_pos=0:in_v_chr_pos=0:in_range=pc:out_range=pc,format=yuv422p16le,scale=flags=bilinear:in_range=pc,format=rgb24',
  ],
  [
    57,
    stream('yuv420p', '639x359', 'left'),
    'scale=flags=bilinear+accurate_rnd:interl=-1:in_h_chr_pos=0:out_h_chr_pos=0:in_range=tv:out_range=tv,format=yuv422p16le,scale=flags=bilinear:in_range=tv:in_h_chr_pos=0,format=rgb24',
  ],
])('libavutil %i', (libavutilMajor, facts, filters) => {
  expect(rgbFilters(facts, libavutilMajor)).toBe(filters);
});
