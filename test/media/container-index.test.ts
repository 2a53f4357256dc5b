/** The packet index that is read in process, against ffprobe's: the same, or refused for a reason. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readContainerIndex } from '../../src/media/container/container-index.js';
import { listInProcess, listWithFfprobe } from '../../src/media/ffmpeg/read-packet-index.js';
import { fixturePath } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';
import { indexFacts } from './index-facts.js';
import { FFMPEG, FFPROBE, RAW, fakeFfmpeg, testPool } from './pool-fixture.js';

const SERVED = [
  'clips-more/bt601.mp4',
  'clips-more/cover-last.mp4',
  'clips-more/h264.mov',
  'clips-more/hevc.mkv',
  'clips-more/negative-start.mov',
  'clips-more/open-gop.mp4',
  'clips-more/rate-ntsc.mkv',
  'clips-more/sound.mkv',
  'clips-more/start-offset.mkv',
  'clips-more/two-tracks.mp4',
  'clips-more/vp8-hidden.webm',
  'clips-more/vp9.mp4',
  'clips/b-frames.mp4',
  'clips/bigbuckbunny.mp4',
  'clips/bikes.mp4',
  'clips/bt709.mp4',
  'clips/carphone-distorted.mp4',
  'clips/carphone.mp4',
  'clips/five-frames.mp4',
  'clips/full-range.mp4',
  'clips/h264.mkv',
  'clips/hevc.mp4',
  'clips/interlaced.mp4',
  'clips/portrait.mp4',
  'clips/rotated.mp4',
  'clips/vp9.webm',
];

/** Clips by the reason for which ffprobe is asked. */
const REFUSED: Record<string, string[]> = {
  'a box that is not known here (moof)': ['clips-more/fragmented-sound.mp4', 'clips/fragmented.mp4'],
  'a codec that is not served': [
    'clips-more/av1.mkv',
    'clips-more/av1.mp4',
    'clips-more/av1.webm',
    'clips-more/ffv1.mkv',
    'clips-more/h263.3gp',
    'clips-more/mjpeg.mov',
    'clips-more/mpeg4.mp4',
    'clips-more/odd-10.webm',
    'clips-more/odd-height.mp4',
    'clips-more/odd-width.mkv',
    'clips-more/palette.mov',
    'clips-more/prores-4444.mov',
    'clips-more/prores.mov',
    'clips-more/repeated-times.mkv',
    'clips-more/yuv410.mkv',
    'clips-more/yuv440-odd.mkv',
  ],
  'a container that is not served': [
    'clips-more/animation.apng',
    'clips-more/claims-fewer.avi',
    'clips-more/claims-more.avi',
    'clips-more/clock-wraps.ts',
    'clips-more/flv1.flv',
    'clips-more/h264-b-frames.avi',
    'clips-more/h264.avi',
    'clips-more/h264.flv',
    'clips-more/h264.m2ts',
    'clips-more/h264.nut',
    'clips-more/hevc.ts',
    'clips-more/huffyuv.avi',
    'clips-more/mjpeg.avi',
    'clips-more/mpeg1.mpg',
    'clips-more/mpeg2.mxf',
    'clips-more/mpeg2.ts',
    'clips-more/mpeg2.vob',
    'clips-more/mpeg4-b-frames.avi',
    'clips-more/msmpeg4.avi',
    'clips-more/open-gop-cut.ts',
    'clips-more/open-gop.ts',
    'clips-more/piped.flv',
    'clips-more/raw.avi',
    'clips-more/raw.h264',
    'clips-more/raw.hevc',
    'clips-more/raw.mjpeg',
    'clips-more/raw.y4m',
    'clips-more/start-offset.ts',
    'clips-more/vp8.ogv',
    'clips-more/vp9.ivf',
    'clips-more/wmv1.asf',
    'clips-more/wmv2.wmv',
    'clips/empty.mp4',
    'clips/h264.ts',
    'clips/mpeg4.avi',
    'clips/noise.mp4',
    'clips/palette.gif',
    'clips/still.mp4',
    'clips/text.mp4',
  ],
  'a packet is damaged': ['clips/damaged.mp4'],
  'an edit list that hides frames': ['clips-more/negative-start.mp4', 'clips/edit-list.mp4'],
  'an element of unknown size': ['clips-more/piped.mkv'],
  'an odd size': ['clips/odd-420.webm'],
  'it ends before what it promises': ['clips/cut-faststart.mp4', 'clips/cut-noindex.mp4'],
  'its first packet is no key frame': ['clips-more/no-key-first.mkv', 'clips-more/open-gop-cut.mkv'],
  'no video track': ['clips/audio-only.mp4'],
  'not 8-bit 4:2:0': [
    'clips-more/bt2020-10.mkv',
    'clips-more/full-range-10.mp4',
    'clips-more/gray.mkv',
    'clips-more/rgb.mp4',
    'clips-more/twelve-bit.mp4',
    'clips-more/yuv422-10.mkv',
    'clips-more/yuv422.mp4',
    'clips-more/yuv444-10.mp4',
    'clips/odd-444.mp4',
    'clips/ten-bit.mp4',
  ],
  'pictures shown before the first key frame': ['clips-more/hevc-cut.mkv'],
  'uneven times with delays': ['clips-more/long-gap.mp4', 'clips/vfr.mp4'],
};

it('every clip is in one of the tables', () => {
  const clips = ['clips', 'clips-more'].flatMap((folder) =>
    readdirSync(fixturePath(folder)).map((name) => `${folder}/${name}`),
  );
  expect([...SERVED, ...Object.values(REFUSED).flat()].sort()).toEqual(clips.sort());
});

describe('is ffprobe’s to the last field', () => {
  it.each(SERVED)('%s', async (name) => {
    const path = fixturePath(name);
    const index = listInProcess(path);
    expect(index && indexFacts(index)).toEqual(indexFacts(await listWithFfprobe(FFPROBE, path)));
  });
});

describe.each(Object.entries(REFUSED))('leaves to ffprobe: %s', (refusal, names) => {
  it.each(names)('%s', (name) => {
    expect(readContainerIndex(fixturePath(name))).toEqual({ refusal });
  });
});

/** What is copied or encoded anew, of which clip, and why it is refused, if it is. */
const REMUXED: [name: string, clip: string, options: string[], refusal?: string][] = [
  ['copy.mov', 'clips/b-frames.mp4', ['-c', 'copy']],
  ['copy.mkv', 'clips/b-frames.mp4', ['-c', 'copy']],
  ['copy.mkv', 'clips/hevc.mp4', ['-c', 'copy']],
  ['copy.mkv', 'clips/vp9.webm', ['-c', 'copy']],
  ['copy.mkv', 'clips/vfr.mp4', ['-c', 'copy']],
  ['front.mp4', 'clips/bikes.mp4', ['-c', 'copy', '-movflags', '+faststart']],
  ['no-edits.mp4', 'clips/b-frames.mp4', ['-c', 'copy', '-use_editlist', '0']],
  ['negative.mp4', 'clips/b-frames.mp4', ['-c', 'copy', '-movflags', '+negative_cts_offsets']],
  ['ticks.mov', 'clips/bikes.mp4', ['-c', 'copy', '-video_track_timescale', '90000']],
  ['clusters.mkv', 'clips/bikes.mp4', ['-c', 'copy', '-cluster_time_limit', '100']],
  ['cut.mp4', 'clips/bikes.mp4', ['-c', 'copy', '-t', '2'], 'an edit list that hides frames'],
  ['uneven.mp4', 'clips/vfr.mp4', ['-c:v', 'libx264', '-bf', '0', '-vsync', 'vfr']],
  ['slices.mp4', 'clips/bikes.mp4', ['-c:v', 'libx264', '-x264opts', 'slices=4:cqm=jvt']],
  ['cropped.mp4', 'clips/bikes.mp4', ['-c:v', 'libx264', '-vf', 'crop=150:118']],
  ['fields.mp4', 'clips/b-frames.mp4', ['-c:v', 'libx264', '-flags', '+ildct+ilme']],
  ['hevc.mp4', 'clips/b-frames.mp4', ['-c:v', 'libx265', '-vf', 'crop=150:70']],
  ['vp8.webm', 'clips/b-frames.mp4', ['-c:v', 'libvpx', '-auto-alt-ref', '1', '-lag-in-frames', '16']],
  [
    'offset.mp4',
    'clips/b-frames.mp4',
    ['-c', 'copy', '-output_ts_offset', '2'],
    'an edit list of several parts',
  ],
  [
    'piped.mp4',
    'clips/b-frames.mp4',
    ['-c', 'copy', '-movflags', 'frag_keyframe+empty_moov'],
    'a box that is not known here (moof)',
  ],
  ['live.mkv', 'clips/b-frames.mp4', ['-c', 'copy', '-live', '1'], 'an element of unknown size'],
];

describe('of the same packets elsewhere, and of other encodings', () => {
  it.each(REMUXED)('%s of %s %j', async (name, clip, options, refusal) => {
    const path = join(tempFolder(), name);
    execFileSync(FFMPEG, ['-v', 'error', '-i', fixturePath(clip), ...options, path], { stdio: 'ignore' });
    if (refusal !== undefined) {
      expect(readContainerIndex(path)).toEqual({ refusal });
      return;
    }
    const index = listInProcess(path);
    expect(index && indexFacts(index)).toEqual(indexFacts(await listWithFfprobe(FFPROBE, path)));
  });
});

it('starts one process a video, which is no ffprobe', async () => {
  const { path: ffmpegPath, folder } = fakeFfmpeg(`echo >>starts; exec '${FFMPEG}' "$@"`);
  const pool = testPool({ ffmpegPath, ffprobePath: join(folder, 'no-such-ffprobe') });
  for (const name of ['clips/bikes.mp4', 'clips/h264.mkv', 'clips-more/vp8-hidden.webm']) {
    await pool.withVideo(fixturePath(name), async (video) => {
      const { frameCount } = video.index;
      await video.readClip([frameCount - 2, frameCount - 1], RAW);
    });
  }
  expect(readdirSync(folder)).toContain('starts');
  expect(execFileSync('wc', ['-l', join(folder, 'starts')], { encoding: 'utf8' })).toMatch(/^3 /);
});
