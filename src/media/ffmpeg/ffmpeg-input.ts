/**
 * Containers that are opened: those that hold their frames themselves. Playlists (hls, concat, dash)
 * are left out, since a file could then name others. Sound is in, to be told "no video stream".
 */
export const ALLOWED_FORMATS: readonly string[] = [
  ...['mov', 'mp4', 'matroska', 'webm', 'avi', 'mpegts', 'mpeg', 'flv', 'asf', 'ogg', 'gif', 'apng'],
  ...['mxf', 'gxf', 'nut', 'rm', 'dv', 'wtv', 'swf', 'nsv', 'amv', 'ivf', 'yuv4mpegpipe', 'mjpeg'],
  ...['h264', 'hevc', 'vvc', 'obu', 'av1', 'mpegvideo', 'm4v', 'h263', 'h261', 'vc1', 'dirac', 'cavsvideo'],
  ...['png_pipe', 'jpeg_pipe', 'webp_pipe', 'bmp_pipe', 'tiff_pipe', 'image2'],
  ...['mp3', 'wav', 'w64', 'flac', 'aac', 'ac3', 'eac3', 'aiff', 'au', 'caf', 'amr', 'ape', 'wv', 'tta'],
];

/** Options that go before any input: what may be opened, by ffprobe and ffmpeg alike. */
export function inputOptions(): string[] {
  return ['-protocol_whitelist', 'file,pipe', '-format_whitelist', ALLOWED_FORMATS.join(',')];
}

/**
 * The same with the input itself.
 * @param path absolute. The protocol in front of it keeps `-x.mp4`, `co:lon.mp4` and `%03d.mp4` names.
 */
export function inputArguments(path: string): string[] {
  return [...inputOptions(), '-i', `file:${path}`];
}
