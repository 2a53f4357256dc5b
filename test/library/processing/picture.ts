import { Tensor } from '../../../dist/index.js';

/** The formula of resize.json, uint8 [height, width, 3]. */
export function picture(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const squares = 97 * (((x >> 4) + (y >> 4)) % 2);
      for (let c = 0; c < 3; c++) data[i++] = (7 * x + 13 * y + 29 * c + ((x * y) % 251) + squares) % 256;
    }
  }
  return new Tensor(data, [height, width, 3]);
}

export function upsideDown({ data, dims }: ReturnType<typeof picture>) {
  const rowBytes = (dims[1] ?? 0) * 3;
  const turned = new Uint8Array(data.length);
  for (let start = 0; start < data.length; start += rowBytes) {
    turned.set(data.subarray(start, start + rowBytes), data.length - start - rowBytes);
  }
  return new Tensor(turned, dims);
}
