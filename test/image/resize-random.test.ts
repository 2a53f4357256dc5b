import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { planFrame, type FrameGeometry, type Resample } from '../../src/image/frame-geometry.js';
import { resampleWeights } from '../../src/image/resample-weights.js';
import { resizeToCrops } from '../../src/image/resize.js';
import { plainCrops } from '../support/plain-resize.js';
import { seeded } from '../support/seeded.js';

const FILTERS: readonly Resample[] = ['bilinear', 'nearest', 'lanczos', 'bicubic', 'box', 'hamming'];

/** Noise, or only black and white, where filters with negative weights leave the range of a byte most. */
function picture(width: number, height: number, next: () => number): Uint8Array {
  const extremes = next() < 0.5;
  const value = extremes ? (): number => (next() < 0.5 ? 0 : 255) : (): number => next() * 256;
  return Uint8Array.from({ length: width * height * 3 }, value);
}

function expectPlain(width: number, height: number, geometry: FrameGeometry, next: () => number): void {
  const rgb = picture(width, height, next);
  const input = { widthPixels: width, heightPixels: height };
  const { crops, output } = planFrame(input, geometry);
  // Not zero before, so that what is not written shows.
  const outs = crops.map(() => new Uint8Array(output.widthPixels * output.heightPixels * 3).fill(7));
  resizeToCrops(rgb, width, height, geometry, outs);
  const expected = plainCrops(rgb, input, geometry);
  outs.forEach((out, i) => {
    const same = Buffer.compare(out, expected[i] ?? new Uint8Array()) === 0;
    expect(same, `${width}x${height}, crop ${i}, ${JSON.stringify(geometry)}`).toBe(true);
  });
}

function cropped(shortestEdgePixels: number, cropPixels: number, resample: Resample): FrameGeometry {
  const crop = { widthPixels: cropPixels, heightPixels: cropPixels };
  return { resize: { shortestEdgePixels }, crop, resample };
}

describe('the kernel equals plain arithmetic to the byte', () => {
  it.each([
    [1, 1],
    [1, 97],
    [97, 1],
    [2, 3],
    [40, 81],
    [40, 80],
    [31, 130],
    [257, 33],
    [33, 257],
  ])('from %ix%i, smaller and larger, one crop and three', (width, height) => {
    const next = seeded(width * 1000 + height);
    for (const resample of FILTERS) {
      for (const [edge, crop] of [
        [7, 5],
        [20, 20],
        [45, 64],
      ] as const) {
        for (const cropCount of [1, 3] as const) {
          expectPlain(width, height, { ...cropped(edge, crop, resample), cropCount }, next);
        }
      }
    }
  });

  it('from 400 random sizes', () => {
    const next = seeded(1);
    const below = (limit: number): number => 1 + Math.floor(next() * limit);
    for (let i = 0; i < 400; i++) {
      const resample = next() < 0.6 ? 'bilinear' : (FILTERS[Math.floor(next() * FILTERS.length)] ?? 'box');
      const resize =
        next() < 0.5
          ? { shortestEdgePixels: below(40) }
          : { widthPixels: below(90), heightPixels: below(90) };
      const crop = next() < 0.3 ? undefined : { widthPixels: below(60), heightPixels: below(60) };
      const cropCount = next() < 0.5 ? 1 : 3;
      expectPlain(below(130), below(130), { resize, crop, resample, cropCount }, next);
    }
  });

  it('from frames that come to the kernel in several bands, in either order of passes', () => {
    const next = seeded(2);
    expectPlain(700, 403, cropped(60, 60, 'bilinear'), next);
    expectPlain(301, 803, cropped(60, 60, 'bilinear'), next);
    expectPlain(300, 803, { ...cropped(60, 50, 'lanczos'), cropCount: 3 }, next);
    // One axis only.
    const resample = 'bilinear';
    expectPlain(
      500,
      400,
      { resize: { widthPixels: 31, heightPixels: 400 }, crop: undefined, resample },
      next,
    );
    expectPlain(
      500,
      400,
      { resize: { widthPixels: 500, heightPixels: 31 }, crop: undefined, resample },
      next,
    );
  });
});

it('works out weights only for what a crop keeps of a thin frame', () => {
  const kept = { start: 3_359_888, end: 3_360_112 };
  const table = resampleWeights(30_000, 6_720_000, 'bilinear', kept);
  expect(table.first).toHaveLength(224);
  expect(table.weights.length).toBeLessThan(1000);
  // 224 outputs a pixel: the middle ones are between pixels 14,999 and 15,000.
  expect([table.first[0], table.first[223]]).toEqual([14_999, 14_999]);
});

it('has the kernel that its source gives', () => {
  const script = fileURLToPath(new URL('../../scripts/assemble-kernel.mjs', import.meta.url));
  const assembled = execFileSync(process.execPath, [script, '--print'], { encoding: 'utf8' });
  const committed = readFileSync(new URL('../../src/image/resample-kernel.ts', import.meta.url), 'utf8');
  expect(committed).toBe(assembled);
});
