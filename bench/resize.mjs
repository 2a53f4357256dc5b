/**
 * Milliseconds to resize one frame to the model's 224 pixels, as decoder processes do it, and what share of a clip's
 * time eight of them are. --against takes another build's dist folder, which is run in turn with this one.
 *
 *   node bench/resize.mjs [--against OTHER/dist] [--clip-ms 480] [--rounds 7]
 */
import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const SIZES = [
  [640, 360],
  [1280, 720],
  [1920, 1080],
  [1080, 2400],
  [3840, 2160],
];
const FRAMES_PER_CLIP = 8;
const FRAMES_PER_ROUND = 24;
const crop = { widthPixels: 224, heightPixels: 224 };
const geometry = { resize: { shortestEdgePixels: 224 }, crop, resample: 'bilinear' };

const { values: options } = parseArgs({
  options: {
    against: { type: 'string' },
    'clip-ms': { type: 'string', default: '480' },
    rounds: { type: 'string', default: '7' },
  },
});
const folders = [fileURLToPath(new URL('../dist', import.meta.url))];
if (options.against !== undefined) folders.push(options.against);
const builds = await Promise.all(
  folders.map(async (folder) => import(pathToFileURL(join(folder, 'image/resize.js')).href)),
);

function msPerFrame({ resizeToCrops }, frames, width, height, out) {
  const started = performance.now();
  for (let i = 0; i < FRAMES_PER_ROUND; i++) {
    resizeToCrops(frames[i % frames.length], width, height, geometry, [out]);
  }
  return (performance.now() - started) / FRAMES_PER_ROUND;
}

for (const [width, height] of SIZES) {
  // Several, so that a frame is not in the cache from the last time, as it is not when it comes from a pipe.
  const frames = Array.from({ length: 6 }, (_, seed) => {
    const frame = Buffer.alloc(width * height * 3);
    for (let i = 0; i < frame.length; i++) frame[i] = Math.imul(i + seed, 2654435761) >>> 13;
    return frame;
  });
  const outs = builds.map(() => new Uint8Array(224 * 224 * 3));
  builds.forEach((build, i) => msPerFrame(build, frames, width, height, outs[i]));
  const times = builds.map(() => []);
  for (let round = 0; round < Number(options.rounds); round++) {
    builds.forEach((build, i) => times[i].push(msPerFrame(build, frames, width, height, outs[i])));
  }
  if (outs.some((out) => Buffer.compare(out, outs[0]) !== 0)) throw new Error('the builds differ');
  const rows = times.map((values) => {
    values.sort((a, b) => a - b);
    const [min, median, max] = [values[0], values[values.length >> 1], values.at(-1)];
    const share = (100 * median * FRAMES_PER_CLIP) / Number(options['clip-ms']);
    return `${min.toFixed(2)} / ${median.toFixed(2)} / ${max.toFixed(2)} ms (${share.toFixed(1)} % of a clip)`;
  });
  console.log(`${width}x${height}: ${rows.join('; against ')}`);
}
