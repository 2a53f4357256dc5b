/** What `--decoder` takes: an engine, or `auto`, the native engine where it loads. */
export const DECODER_NAMES = ['auto', 'ffmpeg', 'native'] as const;
export type DecoderName = (typeof DECODER_NAMES)[number];
