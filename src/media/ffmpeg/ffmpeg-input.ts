import { roundedPixels, type InputRules } from '../input-rules.js';
import type { PacketIndex } from '../packets/packet-index.js';
import type { FfmpegVersion } from './ffmpeg-version.js';

/** A video, and the ffmpeg that decodes it. */
export interface VideoSource {
  ffmpegPath: string;
  version: FfmpegVersion;
  /** Absolute. */
  path: string;
  rules: InputRules;
  index: PacketIndex;
  /** Which of the file's streams it is, as FFmpeg's programs are told. */
  specifier: string;
}

/**
 * Containers that are opened: those that hold their frames themselves. Playlists (hls, concat, dash)
 * are left out, since a file could then name others, and image2, whose file names are
 * patterns. Sound is in, to be told "no video stream".
 */
export const ALLOWED_FORMATS: readonly string[] = [
  ...['mov', 'mp4', 'matroska', 'webm', 'avi', 'mpegts', 'mpeg', 'flv', 'asf', 'ogg', 'gif', 'apng'],
  ...['mxf', 'gxf', 'nut', 'rm', 'dv', 'wtv', 'swf', 'nsv', 'amv', 'ivf', 'yuv4mpegpipe', 'mjpeg'],
  ...['h264', 'hevc', 'vvc', 'obu', 'av1', 'mpegvideo', 'm4v', 'h263', 'h261', 'vc1', 'dirac', 'cavsvideo'],
  ...['png_pipe', 'jpeg_pipe', 'webp_pipe', 'bmp_pipe', 'tiff_pipe'],
  ...['mp3', 'wav', 'w64', 'flac', 'aac', 'ac3', 'eac3', 'aiff', 'au', 'caf', 'amr', 'ape', 'wv', 'tta'],
];

/**
 * Formats that name others, and what HLS needs to read a file in its own way; never the network. Not DASH, which in old
 * versions opens addresses past the whitelist.
 */
const PLAYLIST_FORMATS = ['hls', 'concat'];
const PLAYLIST_PROTOCOLS = ['crypto', 'data'];

/** The first video stream, as FFmpeg's programs are told. Not `V:0`, the first that is no cover: FFmpeg 4 miscounts those. */
export const FIRST_VIDEO = 'v:0';

const LEAST_BYTES_AT_ONCE = 2 ** 28;
/** RGB, and as much again. */
const BYTES_PER_PIXEL = 6;

/** What FFmpeg may open, as its options put it. */
export function whitelists({ allowPlaylists }: InputRules): { protocols: string; formats: string } {
  const protocols = allowPlaylists ? ['file', ...PLAYLIST_PROTOCOLS] : ['file'];
  const formats = allowPlaylists ? [...ALLOWED_FORMATS, ...PLAYLIST_FORMATS] : ALLOWED_FORMATS;
  return { protocols: protocols.join(','), formats: formats.join(',') };
}

/** Options that go before any input: what may be opened, by ffprobe and ffmpeg alike, and how large its frames may be. */
export function inputOptions(rules: InputRules): string[] {
  const { protocols, formats } = whitelists(rules);
  return [
    ...['-protocol_whitelist', `${protocols},pipe`, '-format_whitelist', formats],
    ...['-max_pixels', String(roundedPixels(rules)), '-max_alloc', String(mostBytesAtOnce(rules))],
  ];
}

/** Of one piece of memory: a plane of a frame, or an index of as many samples as a header claims. */
function mostBytesAtOnce({ maxPixels }: InputRules): number {
  return Math.max(LEAST_BYTES_AT_ONCE, maxPixels * BYTES_PER_PIXEL);
}

/**
 * The same with the input itself.
 * @param path absolute. The protocol in front of it keeps `-x.mp4`, `co:lon.mp4` and `%03d.mp4` names.
 */
export function inputArguments(path: string, rules: InputRules): string[] {
  return [...inputOptions(rules), '-i', `file:${path}`];
}
