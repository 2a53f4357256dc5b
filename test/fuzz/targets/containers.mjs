/** The indexes of containers that are read in this process. They never throw: what is odd is left to ffprobe. */
import { join } from 'node:path';
import { readContainerIndex } from '../../../dist/media/container/container-index.js';
import { listInProcess } from '../../../dist/media/ffmpeg/read-packet-index.js';
import { fixture } from '../lib/seeds.mjs';

const MP4 = [
  'clips/b-frames.mp4',
  'clips/five-frames.mp4',
  'clips/edit-list.mp4',
  'clips/hevc.mp4',
  'clips/rotated.mp4',
  'clips-more/vp9.mp4',
  'clips-more/h264.mov',
  'clips-more/two-tracks.mp4',
  'clips-more/negative-start.mov',
];
const MATROSKA = [
  'clips/h264.mkv',
  'clips-more/hevc.mkv',
  'clips-more/vp8-hidden.webm',
  'clips-more/sound.mkv',
  'clips-more/start-offset.mkv',
];

function run(folder, name) {
  const index = listInProcess(join(folder, name));
  if (index === undefined) {
    const { refusal } = readContainerIndex(join(folder, name));
    return refusal === 'its tables are broken' ? 'broken' : 'left to ffprobe';
  }
  // What it gives is used as it is: a number that is none would travel on.
  const times = [
    index.frameCount,
    index.durationSeconds,
    index.frameSeconds(0),
    index.frameSeconds(index.frameCount - 1),
  ];
  if (!times.every(Number.isFinite)) throw new Error(`numbers that are none: ${times.join(', ')}`);
  return 'served';
}

export const targets = {
  mp4: () => ({
    seeds: MP4.map((name) => {
      const bytes = fixture(name);
      const moov = bytes.indexOf('moov', 0, 'latin1') - 4;
      return { 'video.mp4': { bytes, hot: [moov, moov + bytes.readUInt32BE(moov)] } };
    }),
    run,
  }),
  matroska: () => ({
    seeds: MATROSKA.map((name) => ({ 'video.mkv': { bytes: fixture(name), hot: [0, 1500] } })),
    run,
  }),
};
