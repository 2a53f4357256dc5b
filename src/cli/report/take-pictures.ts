import { isAbsolute, join } from 'node:path';
import pMap from 'p-map';
import { messageOf } from '../../errors.js';
import type { PixelSize } from '../../image/frame-geometry.js';
import type { DecoderPool } from '../../media/pool/decoder-pool.js';
import type { JpegEncoder } from '../../media/choose/jpeg-encoder.js';
import type { ClipGeometry, OpenVideo } from '../../media/types.js';
import { framesBetween, shownFrames } from '../../report/choose-frames.js';
import type { PictureData } from '../../report/page-data.js';

/** Frames fit into this box. */
const BOX: PixelSize = { widthPixels: 128, heightPixels: 72 };
const CHANNELS = 3;

/** A row that gets pictures. */
export interface PictureWish {
  row: number;
  video: string;
  startSeconds: number;
  endSeconds: number;
  /** where the results say so */
  frameIndices: readonly number[] | undefined;
  /** frames were turned upright before the model saw them */
  rotate: boolean;
}

export interface PictureOptions {
  root: string;
  pool: DecoderPool;
  encoder: JpegEncoder;
  decoders: number;
  /** of all pictures together, as they stand in the page */
  mostBytes: number;
  onVideo: (failed: boolean) => void;
}

export interface Pictures {
  pictures: PictureData[];
  /** videos that gave none, and why */
  failures: { video: string; reason: string }[];
  /** no more fit */
  isFull: boolean;
}

/** The frames of some rows. A video that cannot be read any more costs only its pictures. */
export async function takePictures(
  wishes: readonly PictureWish[],
  options: PictureOptions,
): Promise<Pictures> {
  const pictures: PictureData[] = [];
  const failures: Pictures['failures'] = [];
  let bytes = 0;
  let isFull = false;
  const take = (picture: PictureData): void => {
    bytes += picture.jpeg.length;
    if (bytes > options.mostBytes) isFull = true;
    else pictures.push(picture);
  };
  await pMap(
    byVideo(wishes),
    async ([video, rows]) => {
      if (isFull) return;
      const reason = await readVideo(video, rows, options, take, () => isFull).catch(messageOf);
      if (reason !== undefined) failures.push({ video, reason });
      options.onVideo(reason !== undefined);
    },
    { concurrency: options.decoders },
  );
  pictures.sort((a, b) => a.row - b.row);
  return { pictures, failures, isFull };
}

function byVideo(wishes: readonly PictureWish[]): Map<string, PictureWish[]> {
  const videos = new Map<string, PictureWish[]>();
  for (const wish of wishes) {
    const known = videos.get(wish.video);
    if (known === undefined) videos.set(wish.video, [wish]);
    else known.push(wish);
  }
  return videos;
}

/** @returns why some rows have no pictures, if one has none */
async function readVideo(
  path: string,
  wishes: readonly PictureWish[],
  { root, pool, encoder }: PictureOptions,
  take: (picture: PictureData) => void,
  isFull: () => boolean,
): Promise<string | undefined> {
  return pool.withVideo(isAbsolute(path) ? path : join(root, path), async (video) => {
    let reason: string | undefined;
    for (const wish of wishes) {
      if (isFull()) return reason;
      try {
        take(await readRow(video, wish, encoder));
      } catch (error) {
        reason ??= messageOf(error);
      }
    }
    return reason;
  });
}

async function readRow(video: OpenVideo, wish: PictureWish, encoder: JpegEncoder): Promise<PictureData> {
  const { row, startSeconds, endSeconds, frameIndices, rotate } = wish;
  const frames =
    frameIndices === undefined
      ? framesBetween(await video.frameTimes(), startSeconds, endSeconds)
      : shownFrames(frameIndices);
  if (frames.length === 0) throw new Error('its results name no frames');
  if (frames.some((frame) => frame >= video.index.frameCount))
    throw new Error('it has fewer frames than then');
  const { size, geometry } = cutting(video.index, rotate);
  const { data } = await video.readClip(frames, geometry);
  const rgb = sideBySide(data, frames.length, size);
  const { widthPixels, heightPixels } = size;
  const jpeg = await encoder.encode({ widthPixels: widthPixels * frames.length, heightPixels, rgb });
  return { row, frames, widthPixels, heightPixels, jpeg: Buffer.from(jpeg).toString('base64') };
}

/** All of the frame. How it is turned is only known when it is decoded: what may be turned stands in a square. */
function cutting(frame: PixelSize, rotate: boolean): { size: PixelSize; geometry: ClipGeometry } {
  if (rotate) {
    const edge = BOX.heightPixels;
    const size = { widthPixels: edge, heightPixels: edge };
    const resize = { maxWidthPixels: edge, maxHeightPixels: edge };
    return { size, geometry: { resize, crop: size, resample: 'bilinear', rotate } };
  }
  const scale = Math.min(BOX.widthPixels / frame.widthPixels, BOX.heightPixels / frame.heightPixels);
  // Even, as JPEG likes it, and not thinner than can be seen.
  const even = (pixels: number): number => Math.max(8, 2 * Math.round((pixels * scale) / 2));
  const size = { widthPixels: even(frame.widthPixels), heightPixels: even(frame.heightPixels) };
  return { size, geometry: { resize: size, crop: undefined, resample: 'bilinear' } };
}

function sideBySide(frames: Uint8Array, count: number, { widthPixels, heightPixels }: PixelSize): Uint8Array {
  const rowBytes = widthPixels * CHANNELS;
  const strip = new Uint8Array(frames.length);
  for (let frame = 0; frame < count; frame++) {
    for (let y = 0; y < heightPixels; y++) {
      const from = (frame * heightPixels + y) * rowBytes;
      strip.set(frames.subarray(from, from + rowBytes), (y * count + frame) * rowBytes);
    }
  }
  return strip;
}
