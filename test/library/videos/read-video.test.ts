/** sample_frame_indices and read_video against NumPy and PyAV. */
import { describe, expect, test } from 'vitest';
import { probe_video, read_video, sample_frame_indices } from '../../../dist/index.js';
import { fixturePath, readReference, sha256 } from '../../support/fixtures.js';

interface SamplingReference {
  rows: [number, number, number, number, number[]][];
}

interface FramesReference {
  decoded_frames: number;
  width: number;
  height: number;
  rgb24_sha256_16: string[];
}

const clip = (name: string): string => fixturePath(`clips/${name}`);
const frames = readReference('frames.json') as Record<string, FramesReference>;

describe('sample_frame_indices', () => {
  test('gives the page’s numbers', () => {
    const { rows } = readReference('sampling.json') as SamplingReference;
    for (const [clip_len, frame_sample_rate, seg_len, seed, expected] of rows) {
      if (seg_len <= Math.trunc(clip_len * frame_sample_rate)) continue;
      expect(sample_frame_indices({ clip_len, frame_sample_rate, seg_len, seed })).toEqual(expected);
    }
  });

  test('refuses a video no longer than the window, as NumPy does', () => {
    const options = { clip_len: 8, frame_sample_rate: 1 };
    expect(sample_frame_indices({ ...options, seg_len: 9 })).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(() => sample_frame_indices({ ...options, seg_len: 8 })).toThrow(/low >= high/);
    expect(() => sample_frame_indices({ ...options, clip_len: 0.5, seg_len: 8 })).toThrow(/clip_len/);
  });
});

describe('read_video', () => {
  test.each(['bikes.mp4', 'b-frames.mp4', 'portrait.mp4', 'h264.ts', 'palette.gif', 'rotated.mp4'])(
    'gives all frames of %s as PyAV does',
    async (name) => {
      const expected = frames[name];
      const video = await read_video(clip(name));
      expect(video.dims).toEqual([expected?.decoded_frames, expected?.height, expected?.width, 3]);
      const frameBytes = video.size / (video.dims[0] ?? NaN);
      expected?.rgb24_sha256_16.forEach((digest, i) => {
        const bytes = video.data.subarray(i * frameBytes, (i + 1) * frameBytes);
        expect(sha256(bytes).slice(0, 16), `frame ${i}`).toBe(digest);
      });
    },
  );

  test('gives frames in the order and as often as they are asked for', async () => {
    const indices = [5, 2, 2, 9];
    const video = await read_video(clip('vfr.mp4'), { indices });
    const frameBytes = video.size / 4;
    const digests = indices.map((_, i) =>
      sha256(video.data.subarray(i * frameBytes, (i + 1) * frameBytes)).slice(0, 16),
    );
    expect(digests).toEqual(indices.map((i) => frames['vfr.mp4']?.rgb24_sha256_16[i]));
  });

  test('says what is wrong', async () => {
    await expect(read_video(clip('vfr.mp4'), { indices: [1e6] })).rejects.toMatchObject({
      code: 'NO_SUCH_FRAME',
    });
    await expect(read_video(clip('noise.mp4'))).rejects.toMatchObject({ code: 'NOT_A_VIDEO' });
  });
});

test('probe_video counts frames without decoding', async () => {
  const { decoded_frames, width, height } = frames['edit-list.mp4'] ?? {};
  expect(await probe_video(clip('edit-list.mp4'))).toMatchObject({ frames: decoded_frames, width, height });
});
