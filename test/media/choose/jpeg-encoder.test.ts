import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { openJpegEncoder } from '../../../dist/media/choose/jpeg-encoder.js';
import { ENGINES, engineOf, FFMPEG } from '../pool-fixture.js';

/** A gradient, which JPEG keeps well. */
function gradient(widthPixels: number, heightPixels: number): Uint8Array {
  return Uint8Array.from({ length: widthPixels * heightPixels * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const [x, y] = [pixel % widthPixels, Math.floor(pixel / widthPixels)];
    return [255 * (x / widthPixels), 255 * (y / heightPixels), 128][i % 3] ?? 0;
  });
}

describe.each(ENGINES)('%s', (name) => {
  test.each([
    [64, 48],
    // A strip of eight frames, and one of a tall video.
    [1024, 72],
    [40, 72],
  ])('makes a JPEG of %i × %i that decodes to the same picture', async (widthPixels, heightPixels) => {
    const encoder = await openJpegEncoder(engineOf(name));
    const rgb = gradient(widthPixels, heightPixels);
    const jpeg = await encoder.encode({ widthPixels, heightPixels, rgb });
    const { stdout } = spawnSync(
      FFMPEG,
      ['-v', 'error', '-f', 'mjpeg', '-i', '-', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
      {
        input: jpeg,
        maxBuffer: 1 << 24,
      },
    );
    expect(stdout.length).toBe(rgb.length);
    const error = rgb.reduce((sum, value, i) => sum + Math.abs(value - (stdout[i] ?? 0)), 0) / rgb.length;
    // The quantisation of FFmpeg's quality 5; a wrong range of brightness would be some 10.
    expect(error).toBeLessThan(3);
    expect(jpeg.length).toBeLessThan(rgb.length / 4);
  });
});
