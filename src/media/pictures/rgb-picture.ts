/** FFmpeg's scale of its JPEG encoder, from 2 (best) to 31: here, 6 frames of 128 × 72 take some 10 kB. */
export const JPEG_QUALITY = 5;

/** A picture in memory. */
export interface RgbPicture {
  widthPixels: number;
  heightPixels: number;
  /** uint8 [height, width, 3] */
  rgb: Uint8Array;
}
