/** FFmpeg's scale of its JPEG encoder, from 2 (best) to 31: a strip of 8 frames of 128 × 72 takes some 15 kB. */
export const JPEG_QUALITY = 5;

/** A picture in memory. */
export interface RgbPicture {
  /** even, as colours are kept for pairs of pixels */
  widthPixels: number;
  heightPixels: number;
  /** uint8 [height, width, 3] */
  rgb: Uint8Array;
}
