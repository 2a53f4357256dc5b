/** What ffprobe and ffmpeg print, which carries names and numbers of the file that they read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FfmpegLog } from '../../../../dist/media/ffmpeg/ffmpeg-log.js';
import { parseVersion } from '../../../../dist/media/ffmpeg/ffmpeg-version.js';
import { LineSplitter } from '../../../../dist/media/ffmpeg/line-splitter.js';
import { listFrames } from '../../../../dist/media/packets/frame-list.js';
import { indexOf } from '../../../../dist/media/packets/packet-index.js';
import { PacketList } from '../../../../dist/media/packets/packet-list.js';
import { complaintsOf, requireVideo } from '../../../../dist/media/packets/probe-errors.js';
import { text } from '../lib/seeds.mjs';

const STREAM =
  'stream|codec_name=h264|codec_tag_string=avc1|width=320|height=240|pix_fmt=yuv420p|color_range=unknown|chroma_location=left|r_frame_rate=25/1|avg_frame_rate=25/1|time_base=1/12800|nb_frames=4|disposition:attached_pic=0|side_datum/display_matrix:displaymatrix=\\n00000000:            0       65536           0\\n00000001:       -65536           0           0\\n00000002:            0           0  1073741824\\n';
const FORMAT = 'format|nb_streams=1|format_name=mov,mp4,m4a,3gp,3g2,mj2|start_time=0.000000';
const packets = (times) =>
  times.map(([pts, dts], i) => `packet|pts=${pts}|dts=${dts}|duration=512|flags=${i === 0 ? 'K__' : '___'}`);
const OUTPUTS = [
  [
    ...packets([
      [0, -1024],
      [1536, -512],
      [512, 0],
      [1024, 512],
    ]),
    STREAM,
    FORMAT,
  ],
  [
    ...packets([
      ['N/A', 0],
      ['N/A', 512],
    ]),
    STREAM.replace('1/12800', '1/25'),
    FORMAT.replace('mov,mp4,m4a,3gp,3g2,mj2', 'h264'),
  ],
  [STREAM.replace('attached_pic=0', 'attached_pic=1'), FORMAT],
];

const LOG = `[Parsed_showinfo_1 @ 0x5581] [info] n:   0 pts:      0 pts_time:0
[graph 0 input from stream 0:0 @ 0x55] [verbose] w:320 h:240 pixfmt:yuv420p tb:1/12800
[h264 @ 0x5581] [error] error while decoding MB 5 3, bytestream -7
[out#0 @ 0x55] [error] Application provided invalid, non monotonically increasing dts to muxer in stream 0
[in#0 @ 0x55] [fatal] file:/a b.mp4: Invalid data found when processing input
`;
const VERSION = `ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers
libavutil      57. 28.100 / 57. 28.100
`;

/** In pieces, as pipes give it. */
function* pieces(bytes) {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

export const targets = {
  ffprobe: () => ({
    seeds: OUTPUTS.map((lines) => ({ stdout: text(lines.join('\n') + '\n') })),
    run: (folder, name) => {
      const list = new PacketList();
      const lines = new LineSplitter((line) => list.addLine(line));
      for (const piece of pieces(readFileSync(join(folder, name)))) lines.push(piece);
      lines.end();
      const { stream, format } = requireVideo(list);
      const frames = listFrames(list, {});
      const index = indexOf(list, frames, stream, format, complaintsOf('[mov @ 0x1] odd\n'));
      const times = [index.durationSeconds, index.frameSeconds(0), index.frameSeconds(index.frameCount - 1)];
      if (!times.every(Number.isFinite)) throw new Error(`numbers that are none: ${times.join(', ')}`);
    },
  }),
  'ffmpeg-log': () => ({
    seeds: [{ stderr: text(LOG) }, { stderr: text(VERSION) }],
    run: (folder, name) => {
      const bytes = readFileSync(join(folder, name));
      const log = new FfmpegLog();
      for (const piece of pieces(bytes)) log.push(piece);
      log.end();
      if (log.complaints.length > 20) throw new Error(`${log.complaints.length} complaints are kept`);
      parseVersion(bytes.toString());
      complaintsOf(bytes.toString());
      return log.complaints.length === 0 ? 'no complaint' : 'complaints';
    },
  }),
};
