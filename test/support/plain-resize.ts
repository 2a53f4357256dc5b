/**
 * Pillow's resize in plain arithmetic, every pixel of the picture by itself: what the kernel is compared with.
 * Slow and short, so that it can be read against Pillow's Resample.c.
 */
import { planFrame, type FrameGeometry, type PixelSize } from '../../src/image/frame-geometry.js';
import { resampleWeights, WEIGHT_BITS, type ResampleWeights } from '../../src/image/resample-weights.js';

/** What `resizeToCrops` should give, one uint8 [H, W, 3] a crop. */
export function plainCrops(rgb: Uint8Array, input: PixelSize, geometry: FrameGeometry): Uint8Array[] {
  const { resized, crops, output } = planFrame(input, geometry);
  const picture = plainResize(rgb, input, resized, geometry);
  return crops.map(({ leftPixels, topPixels }) => {
    const out = new Uint8Array(output.widthPixels * output.heightPixels * 3);
    for (let y = 0; y < output.heightPixels; y++) {
      for (let x = 0; x < output.widthPixels; x++) {
        const [column, row] = [x + leftPixels, y + topPixels];
        const inside = column >= 0 && column < resized.widthPixels && row >= 0 && row < resized.heightPixels;
        for (let c = 0; c < 3 && inside; c++) {
          out[(y * output.widthPixels + x) * 3 + c] =
            picture[(row * resized.widthPixels + column) * 3 + c] ?? 0;
        }
      }
    }
    return out;
  });
}

function plainResize(
  rgb: Uint8Array,
  input: PixelSize,
  resized: PixelSize,
  { resample }: FrameGeometry,
): Uint8Array {
  const table = (from: number, to: number): ResampleWeights | undefined =>
    from === to ? undefined : resampleWeights(from, to, resample, { start: 0, end: to });
  const across = table(input.widthPixels, resized.widthPixels);
  const down = table(input.heightPixels, resized.heightPixels);
  const lostRows = input.heightPixels - resized.heightPixels;
  const lostColumns = Math.max(0, input.widthPixels - resized.widthPixels);
  if (lostRows > 2 * lostColumns) {
    return plainAcross(plainDown(rgb, input.widthPixels, down), input.widthPixels, across);
  }
  return plainDown(plainAcross(rgb, input.widthPixels, across), resized.widthPixels, down);
}

function plainAcross(pixels: Uint8Array, width: number, table: ResampleWeights | undefined): Uint8Array {
  if (table === undefined) return pixels;
  const columns = table.first.length;
  const rows = pixels.length / 3 / width;
  const out = new Uint8Array(rows * columns * 3);
  for (let i = 0; i < out.length; i++) {
    const [row, column, c] = [Math.floor(i / 3 / columns), Math.floor(i / 3) % columns, i % 3];
    out[i] = weigh(table, column, (at) => pixels[(row * width + at) * 3 + c] ?? 0);
  }
  return out;
}

function plainDown(pixels: Uint8Array, width: number, table: ResampleWeights | undefined): Uint8Array {
  if (table === undefined) return pixels;
  const out = new Uint8Array(table.first.length * width * 3);
  for (let i = 0; i < out.length; i++) {
    const [row, byte] = [Math.floor(i / (width * 3)), i % (width * 3)];
    out[i] = weigh(table, row, (at) => pixels[at * width * 3 + byte] ?? 0);
  }
  return out;
}

function weigh(
  { first, count, weights, stride }: ResampleWeights,
  position: number,
  byteAt: (at: number) => number,
): number {
  let sum = 1 << (WEIGHT_BITS - 1);
  for (let i = 0; i < (count[position] ?? 0); i++) {
    sum = (sum + byteAt((first[position] ?? 0) + i) * (weights[position * stride + i] ?? 0)) | 0;
  }
  return Math.min(255, Math.max(0, sum >> WEIGHT_BITS));
}
