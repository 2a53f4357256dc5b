import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resizeAndCrop, resizeToCrops } from '../../src/image/resize.js';

type Row = [
  width: number,
  height: number,
  shortestEdge: number,
  crop: number,
  uint8Sha256: string,
  float32Sha256: string,
];
interface ResizeReference {
  formula: string;
  rows: Row[];
}

const reference = JSON.parse(
  readFileSync(new URL('../fixtures/reference/resize.json', import.meta.url), 'utf8'),
) as ResizeReference;

type CropsRow = [
  width: number,
  height: number,
  shortestEdge: number,
  crop: number,
  start: string,
  centre: string,
  end: string,
];

function readCrops(): { rows: CropsRow[] } {
  const file = new URL('../fixtures/reference/crops.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as { rows: CropsRow[] };
}

/** The picture of the reference's formula, uint8 [height, width, 3]. */
function picture(width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const checks = 97 * ((Math.trunc(x / 16) + Math.trunc(y / 16)) % 2);
      const value = 7 * x + 13 * y + ((x * y) % 251) + checks;
      for (let c = 0; c < 3; c++) rgb[at++] = value + 29 * c;
    }
  }
  return rgb;
}

describe('resizeAndCrop', () => {
  const sizeOf = ([width, height]: Row): string => `${width}x${height}`;
  const sizes = new Set(reference.rows.map(sizeOf));
  it.each([...sizes])('equals Pillow to the byte from %s', (size) => {
    const rows = reference.rows.filter((row) => sizeOf(row) === size);
    const [width, height] = rows[0] ?? [0, 0];
    const rgb = picture(width, height);
    for (const [, , shortestEdgePixels, crop, sha256] of rows) {
      // Not zero before, so that what is not written shows.
      const out = new Uint8Array(crop * crop * 3).fill(7);
      const geometry = {
        resize: { shortestEdgePixels },
        crop: { widthPixels: crop, heightPixels: crop },
        resample: 'bilinear' as const,
      };
      resizeAndCrop(rgb, width, height, geometry, out);
      expect(createHash('sha256').update(out).digest('hex'), `${size} to ${crop}`).toBe(sha256);
    }
  });

  const three = readCrops().rows.map((row) => [row.slice(0, 4).join(' '), row] as const);
  it.each(three)('cuts the three crops of Pillow and NumPy from %s', (_name, row) => {
    const [width, height, shortestEdgePixels, crop, ...sha256] = row;
    const outs = sha256.map(() => new Uint8Array(crop * crop * 3).fill(7));
    const geometry = {
      resize: { shortestEdgePixels },
      crop: { widthPixels: crop, heightPixels: crop },
      resample: 'bilinear' as const,
    };
    resizeToCrops(picture(width, height), width, height, { ...geometry, cropCount: 3 }, outs);
    expect(outs.map((out) => createHash('sha256').update(out).digest('hex'))).toEqual(sha256);
    // The middle one is what the processor gives.
    const centre = new Uint8Array(crop * crop * 3);
    resizeAndCrop(picture(width, height), width, height, geometry, centre);
    // toEqual takes half a second for each.
    expect(Buffer.compare(outs[1] ?? new Uint8Array(), centre)).toBe(0);
  });

  // Pillow 13: Image.fromarray(picture(w, h)).resize((w2, h2), filter), first 16 hex digits.
  it.each([
    ['nearest', 120, 80, 48, 32, 'c1106643cc321022'],
    ['nearest', 31, 33, 64, 50, '35536e6f6287a890'],
    ['lanczos', 120, 80, 48, 32, '4b4b0ec91b631b33'],
    ['lanczos', 31, 33, 64, 50, '0dab47313945ad5a'],
    ['bicubic', 120, 80, 48, 32, '26b8c7177ebaff68'],
    ['bicubic', 31, 33, 64, 50, '494dd67460fb5dc3'],
    ['box', 120, 80, 48, 32, '1c18e3de5c23e642'],
    ['box', 31, 33, 64, 50, '35536e6f6287a890'],
    ['hamming', 120, 80, 48, 32, '1c020eaf0f1035e6'],
    ['hamming', 31, 33, 64, 50, 'd1482fd01507a8be'],
    // On either side of the sizes from which Pillow makes the vertical pass first.
    ['bilinear', 100, 150, 40, 29, '994a27618d641387'],
    ['bilinear', 100, 150, 40, 30, '69c9c9079a74df69'],
    ['bilinear', 60, 200, 90, 199, '1c8e80b299fe90d2'],
    ['bilinear', 60, 200, 90, 201, '9b00df057e0fad43'],
    ['bilinear', 108, 240, 22, 49, '990b97f91c745a9f'],
  ] as const)('%s equals Pillow from %ix%i to %ix%i', (resample, width, height, w, h, sha256) => {
    const out = new Uint8Array(w * h * 3);
    const geometry = { resize: { widthPixels: w, heightPixels: h }, crop: undefined, resample };
    resizeAndCrop(picture(width, height), width, height, geometry, out);
    expect(createHash('sha256').update(out).digest('hex').slice(0, 16)).toBe(sha256);
  });

  it('copies a frame that is to stay as it is', () => {
    const rgb = picture(31, 17);
    const out = new Uint8Array(rgb.length);
    resizeAndCrop(rgb, 31, 17, { resize: undefined, crop: undefined, resample: 'bilinear' }, out);
    expect(out).toEqual(rgb);
  });

  it('refuses buffers of the wrong length', () => {
    const geometry = { resize: undefined, crop: undefined, resample: 'bilinear' } as const;
    expect(() => resizeAndCrop(new Uint8Array(11), 2, 2, geometry, new Uint8Array(12))).toThrow(
      'the frame has 11 bytes instead of 12',
    );
    expect(() => resizeAndCrop(new Uint8Array(12), 2, 2, geometry, new Uint8Array(13))).toThrow(
      'the output has 13 bytes instead of 12',
    );
    const three = { ...geometry, cropCount: 3 } as const;
    expect(() => resizeToCrops(new Uint8Array(12), 2, 2, three, [new Uint8Array(12)])).toThrow(
      '1 outputs for 3 crops',
    );
  });
});
