import type { StreamFacts } from '../packets/packet-list.js';

/**
 * From FFmpeg 9 (libavutil 61) on, the scale filter converts every format as PyAV does. Older ones
 * round the rows of subsampled colour in between to the nearest row, outside their fastest path.
 */
const FIRST_EXACT_LIBAVUTIL = 61;

/**
 * The filters that turn decoded frames into the RGB of PyAV 18's `to_ndarray(format='rgb24')`, equal
 * to the byte. What is left in an FFmpeg older than 9: 4:2:0 with both sides odd, 1 level in 1 byte
 * of 400; with one side odd and more than 8 bits, up to 3 levels in as few; 4:1:0 and odd 4:4:0
 * (nobody's camera writes them), up to 50. Measured with FFmpeg 4.1, 4.2, 5.1, 7.0 and 9.0.
 * Never add full_chroma_inp: it breaks 4:2:0.
 */
export function rgbFilters(stream: StreamFacts, libavutilMajor: number): string {
  const site = chromaSite(stream.chromaLocation);
  const between = libavutilMajor >= FIRST_EXACT_LIBAVUTIL ? undefined : formatBetween(stream);
  if (between === undefined) return `scale=flags=bilinear:interl=-1${site},format=rgb24`;
  // In two steps, each told the range of the levels: old versions forget it on the way.
  const range = levelRange(stream);
  // An odd width makes FFmpeg place colour at every pixel, by its siting; else at every pair.
  const keepsSite = stream.widthPixels % 2 === 1 && site !== '';
  return [
    `scale=flags=bilinear+accurate_rnd:interl=-1${site}${keepsSite ? ':out_h_chr_pos=0' : ''}` +
      `:in_range=${range}:out_range=${range}`,
    `format=${between}`,
    `scale=flags=bilinear:in_range=${range}${keepsSite ? ':in_h_chr_pos=0' : ''}`,
    'format=rgb24',
  ].join(',');
}

/** PyAV hands the frame's own siting to the conversion; the scale filter has to be told. */
function chromaSite(location: string): string {
  if (location === 'left') return ':in_h_chr_pos=0';
  if (location === 'topleft') return ':in_h_chr_pos=0:in_v_chr_pos=0';
  return '';
}

/** The format with every row of colour to pass through, where one step would not be exact. */
function formatBetween({ pixelFormat, widthPixels, heightPixels }: StreamFacts): string | undefined {
  if (/^yuv420p\d/.test(pixelFormat)) return 'yuv422p16le';
  const isFastPath = heightPixels % 2 === 0;
  if (isFastPath || !/^yuvj?420p$/.test(pixelFormat)) return undefined;
  return widthPixels % 2 === 0 ? 'yuv422p' : 'yuv422p16le';
}

/** Whether levels are of the full range or of television's, by the scale filter's names. */
export function levelRange({
  pixelFormat,
  colorRange,
}: Pick<StreamFacts, 'pixelFormat' | 'colorRange'>): 'pc' | 'tv' {
  return colorRange === 'pc' || pixelFormat.startsWith('yuvj') ? 'pc' : 'tv';
}
