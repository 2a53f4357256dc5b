/** That frames of a device are those of software: the way down from it everywhere, the device itself where there is one. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { deviceFilters, whyNotDecoded } from '../../../dist/media/ffmpeg/device-decoding.js';
import { readVersion } from '../../../dist/media/ffmpeg/ffmpeg-version.js';
import { listHwaccels } from '../../../dist/media/choose/hwaccel-devices.js';
import { readPacketIndex } from '../../../dist/media/ffmpeg/read-packet-index.js';
import { levelRange, rgbFilters } from '../../../dist/media/ffmpeg/rgb-filters.js';
import { DEFAULT_RULES } from '../../../src/media/input-rules.js';
import { fixturePath, sha256 } from '../../support/fixtures.js';
import { allFrames, compareBytes } from '../frame-digests.js';
import { FFMPEG, FFPROBE, RAW, testPool } from '../pool-fixture.js';

const { libavutilMajor } = await readVersion(FFMPEG);
const MOST_BYTES = 2 ** 26;
const FRAMES = 5;

/** As devices hand frames over: colour interleaved, the levels as they were. */
const HANDED_OVER: [name: string, format: string][] = [
  ['clips/b-frames.mp4', 'nv12'],
  ['clips/bt709.mp4', 'nv12'],
  ['clips/full-range.mp4', 'nv12'],
  ['clips/hevc.mp4', 'nv12'],
  ['clips/interlaced.mp4', 'nv12'],
  ['clips/vp9.webm', 'nv12'],
  ['clips-more/mpeg2.mxf', 'nv12'],
  ['clips/ten-bit.mp4', 'p010le'],
  ['clips-more/bt2020-10.mkv', 'p010le'],
  ['clips-more/full-range-10.mp4', 'p010le'],
];

describe('the way down from a device', () => {
  it.each(HANDED_OVER)('leaves %s as it is, by %s', async (name, format) => {
    const path = fixturePath(name);
    const { stream } = await readPacketIndex(FFPROBE, path);
    const toRgb = rgbFilters(stream, libavutilMajor);
    const rgbBy = (...filters: string[]) =>
      sha256(
        execFileSync(
          FFMPEG,
          [
            ...['-v', 'error', '-nostdin', '-threads', '1', '-noautorotate', '-i', path, '-map', '0:v:0'],
            ...['-frames:v', String(FRAMES), '-vf', [...filters, toRgb].join(','), '-f', 'rawvideo', '-'],
          ],
          { maxBuffer: MOST_BYTES },
        ),
      );
    const range = levelRange(stream);
    const handOver = [`scale=in_range=${range}:out_range=${range}`, `format=${format}`];
    expect(rgbBy(...handOver, ...deviceFilters('any', stream))).toBe(rgbBy());
    expect(deviceFilters(undefined, stream)).toEqual([]);
  });
});

/** Codecs whose standard leaves a decoder no choice, and those that a device may round in its own way. */
const EXACT = ['b-frames.mp4', 'hevc.mp4', 'vp9.webm', 'ten-bit.mp4', 'av1.mp4', 'vp8.ogv', 'ffv1.mkv'];
const ROUNDED = ['prores.mov', 'prores-4444.mov', 'mpeg2.mxf', 'mpeg4.mp4', 'mjpeg.mov'];
/** 5 levels were seen: ProRes by FFmpeg 9's Vulkan, in 18 % of the bytes. */
const MOST_LEVELS = 8;

/** What the devices of this machine really decode: [device, clip]. */
const decoded = await findDecoded();

describe.skipIf(decoded.length === 0)('a device of this machine', () => {
  it.each(decoded)('%s decodes %s as software does', async (hwaccel, name) => {
    const read = async (device: string | undefined) => {
      const pool = testPool(device === undefined ? {} : { hwaccel: device });
      return pool.withVideo(pathOf(name), async (video) => {
        const indices = allFrames(Math.min(FRAMES, video.index.frameCount));
        const clip = await video.readClip(indices, RAW);
        for await (const window of video.readClips([indices], RAW)) {
          expect(window.onDevice).toBe(clip.onDevice);
          expect(sha256(window.data)).toBe(sha256(clip.data));
        }
        return clip;
      });
    };
    const onDevice = await read(hwaccel);
    expect(onDevice).toMatchObject({ onDevice: true, notes: [] });
    const { largest } = compareBytes(onDevice.data, (await read(undefined)).data);
    expect(largest).toBeLessThanOrEqual(ROUNDED.includes(name) ? MOST_LEVELS : 0);
  });
});

async function findDecoded(): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const { name: hwaccel, opens } of await listHwaccels(FFMPEG)) {
    for (const name of opens ? [...EXACT, ...ROUNDED] : []) {
      const { stream } = await readPacketIndex(FFPROBE, pathOf(name));
      const input = { ffmpegPath: FFMPEG, path: pathOf(name), rules: DEFAULT_RULES, hwaccel };
      if ((await whyNotDecoded(input, stream)) === undefined) found.push([hwaccel, name]);
    }
  }
  return found;
}

function pathOf(name: string): string {
  const isFirst = ['b-frames.mp4', 'hevc.mp4', 'vp9.webm', 'ten-bit.mp4'].includes(name);
  return fixturePath(`${isFirst ? 'clips' : 'clips-more'}/${name}`);
}
