/**
 * What the packet index costs a video: the ffmpeg engine as it is, and with ffprobe asked for every video's packets, as
 * before; alternated, in one process, one video at a time. Eight frames from the middle of each clip, resized to 224 × 224.
 * Wall and processor time a video (the programs it starts included), and how many it starts.
 *
 *   node bench/index-time.mjs [--rounds 15] [--long] VIDEO…
 *
 * --long adds a minute of 1080p at 30 frames a second with a key frame every 250, made first.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { resizeToCrops } from '../dist/image/resize.js';
import { readFrames } from '../dist/media/ffmpeg/ffmpeg-frames.js';
import { readVersion } from '../dist/media/ffmpeg/ffmpeg-version.js';
import { listWithFfprobe, readPacketIndex } from '../dist/media/ffmpeg/read-packet-index.js';
import { DEFAULT_RULES } from '../dist/media/input-rules.js';
import { planStream } from '../dist/media/plan-stream.js';

const require = createRequire(import.meta.url);
const { values: options, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, long: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const FFMPEG = process.env.FFMPEG_PATH ?? require('@ffmpeg-installer/ffmpeg').path;
const FFPROBE = process.env.FFPROBE_PATH ?? require('@ffprobe-installer/ffprobe').path;
const WANTED_FRAMES = 8;
const GEOMETRY = {
  resize: { shortestEdgePixels: 224 },
  crop: { widthPixels: 224, heightPixels: 224 },
  resample: 'bilinear',
};
process.env.GCONV_PATH = '/nonexistent';
const work = mkdtempSync(join(tmpdir(), 'xclip-index-'));
const version = await readVersion(FFMPEG);
const videos = positionals.map((path) => resolve(path));
if (options.long) videos.push(makeLong());

function makeLong() {
  const path = join(work, 'minute-1080p.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=1920x1080:rate=30:duration=60'];
  const encoding = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '250', '-pix_fmt', 'yuv420p'];
  execFileSync(FFMPEG, ['-v', 'error', ...source, ...encoding, path]);
  return path;
}

async function readClip(path, index, ffmpegPath) {
  const { input, crops, turn } = planStream(index.stream, GEOMETRY);
  const first = Math.max(0, (index.frameCount - WANTED_FRAMES) >> 1);
  const frames = Array.from({ length: WANTED_FRAMES }, (_, i) => first + i);
  const targets = crops.map(() => new Uint8Array(224 * 224 * 3));
  const sums = [];
  const source = { ffmpegPath, version, path, rules: DEFAULT_RULES, index };
  await readFrames(source, frames, turn, (rgb, place) => {
    resizeToCrops(rgb, input.widthPixels, input.heightPixels, GEOMETRY, targets);
    sums[place] = targets[0].reduce((sum, byte) => (sum * 31 + byte) | 0, 0);
  });
  return sums.join();
}

/** Of this process and the children it has waited for. */
function cpuMs() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;
}

const WAYS = { ffprobe: listWithFfprobe, 'in process': readPacketIndex };

/** One by one, through programs that note each start. */
async function countStarts(way, path) {
  const log = join(work, 'starts');
  writeFileSync(log, '');
  const [ffmpeg, ffprobe] = [FFMPEG, FFPROBE].map((program) => {
    const script = join(work, basename(program));
    writeFileSync(script, `#!/bin/sh\necho >>'${log}'\nexec '${program}' "$@"\n`);
    chmodSync(script, 0o755);
    return script;
  });
  await readClip(path, await WAYS[way](ffprobe, path), ffmpeg);
  return readFileSync(log).length;
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const { stdout: model } = spawnSync('sh', ['-c', "grep -m1 'model name' /proc/cpuinfo"], {
  encoding: 'utf8',
});
console.log(`${model.trim().split(': ')[1]}; node ${process.version}; FFmpeg ${version.text}`);
console.log('| video | way | starts | index ms | wall ms | CPU ms |\n|---|---|---|---|---|---|');
for (const path of videos) {
  const times = Object.fromEntries(Object.keys(WAYS).map((way) => [way, { index: [], wall: [], cpu: 0 }]));
  const sums = new Set();
  for (let round = -1; round < Number(options.rounds); round++) {
    for (const [way, listPackets] of Object.entries(WAYS)) {
      const [startMs, startCpuMs] = [performance.now(), cpuMs()];
      const index = await listPackets(FFPROBE, path);
      const indexMs = performance.now() - startMs;
      sums.add(await readClip(path, index, FFMPEG));
      if (round < 0) continue;
      times[way].index.push(indexMs);
      times[way].wall.push(performance.now() - startMs);
      times[way].cpu += (cpuMs() - startCpuMs) / Number(options.rounds);
    }
  }
  if (sums.size > 1) throw new Error(`${path}: the ways give different frames`);
  const rows = {};
  for (const [way, { index, wall, cpu }] of Object.entries(times)) {
    rows[way] = [await countStarts(way, path), median(index), median(wall), cpu];
    const [starts, ...ms] = rows[way];
    console.log(`| ${basename(path)} | ${way} | ${starts} | ${ms.map((x) => x.toFixed(1)).join(' | ')} |`);
  }
  const ratio = (i) => (rows['in process'][i] / rows.ffprobe[i]).toFixed(2);
  console.log(`| | ratio | | ${ratio(1)} | ${ratio(2)} | ${ratio(3)} |`);
}
rmSync(work, { recursive: true, force: true });
