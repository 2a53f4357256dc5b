import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { displayTurn } from '../../../src/media/packets/display-turn.js';
import { fixturePath, readReference, sha256 } from '../../support/fixtures.js';
import { tempFolder } from '../../support/temp-folder.js';
import { ENGINES, poolForAll, RAW } from '../pool-fixture.js';

interface Turned {
  matrix: number[];
  width: number;
  height: number;
  rgb24_sha256: string;
}

const { clip, frame, turns } = readReference('turns.json') as {
  clip: string;
  frame: number;
  turns: Record<string, Turned>;
};

/** The clip with another matrix in its track header. */
function withMatrix(matrix: readonly number[]): string {
  const matrixOffset = 44;
  const data = readFileSync(fixturePath(`clips/${clip}`));
  const start = data.indexOf('tkhd', 0, 'latin1') + matrixOffset;
  matrix.forEach((value, i) => data.writeInt32BE(value, start + 4 * i));
  const path = join(tempFolder(), 'turned.mp4');
  writeFileSync(path, data);
  return path;
}

describe.each(ENGINES)('with %s, --rotate turns frames as NumPy turns PyAV’s', (engine) => {
  const pool = poolForAll(engine);

  it.each(Object.entries(turns))('%s', async (_name, turned) => {
    await pool().withVideo(withMatrix(turned.matrix), async (video) => {
      const upright = await video.readClip([frame], { ...RAW, rotate: true });
      expect(sha256(upright.data)).toBe(turned.rgb24_sha256);
      expect(upright.notes).toEqual([]);
      const stored = await video.readClip([frame], RAW);
      expect(sha256(stored.data)).toBe(turns['as stored']?.rgb24_sha256);
    });
  });

  it('resizes what was turned', async () => {
    const { matrix = [] } = turns['quarter clockwise'] ?? {};
    const resized = { ...RAW, resize: { shortestEdgePixels: 48 }, rotate: true };
    const frames = await pool().withVideo(withMatrix(matrix), (video) => video.readClip([0], resized));
    expect(frames.data.length).toBe(48 * 80 * 3);
  });

  it('leaves other angles and says so', async () => {
    const matrix = [46341, 46341, 0, -46341, 46341, 0, 0, 0, 1 << 30];
    await pool().withVideo(withMatrix(matrix), async (video) => {
      const clip = await video.readClip([frame], { ...RAW, rotate: true });
      expect(sha256(clip.data)).toBe(turns['as stored']?.rgb24_sha256);
      expect(clip.notes).toEqual(['not turned: its display matrix is no quarter turn']);
    });
  });
});

it('takes a quarter turn that rounding has bent a little', () => {
  expect(displayTurn([3, 65535, 0, -65535, 3, 0, 0, 0, 1])).toEqual({
    filters: ['transpose=clock'],
    swapsSides: true,
  });
  expect(displayTurn([0, 0, 0, 0, 0, 0, 0, 0, 0])).toEqual({ filters: [], swapsSides: false });
});
