/**
 * What a long video costs: makes an hour of 1080p at 25 frames a second (H.264), tags it with `--every 10` and the
 * bundled model, and compares with ffmpeg decoding it and doing nothing else. Counts the frames decoded (ffmpeg's own
 * account) and samples resident memory (Linux).
 *
 *   node bench/long-video.mjs [--minutes 60] [--every 10] [--file VIDEO]
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { childrenOf, residentMegabytes } from './lib/memory.mjs';
import { CLI, ROOT } from './lib/places.mjs';

const require = createRequire(import.meta.url);
const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    every: { type: 'string', default: '10' },
    file: { type: 'string' },
  },
});
const FFMPEG = process.env.FFMPEG_PATH ?? require('@ffmpeg-installer/ffmpeg').path;
const FFPROBE = process.env.FFPROBE_PATH ?? require('@ffprobe-installer/ffprobe').path;
const work = mkdtempSync(join(tmpdir(), 'xclip-long-'));
const video = options.file ?? makeVideo(Number(options.minutes));

/** A minute, encoded once and repeated without encoding. */
function makeVideo(minutes) {
  const minute = join(work, 'minute.mp4');
  const list = join(work, 'list.txt');
  const whole = join(work, 'long.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc=size=1920x1080:rate=25:duration=60'];
  ffmpeg([...source, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '28', '-pix_fmt', 'yuv420p', minute]);
  writeFileSync(list, `file '${minute}'\n`.repeat(minutes));
  ffmpeg(['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', whole]);
  return whole;
}

function ffmpeg(args) {
  const { status } = spawnSync(FFMPEG, ['-v', 'error', '-y', ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

/** An ffmpeg that keeps a copy of its log, where it says how many frames it decoded. */
const log = join(work, 'log.txt');
const loggingFfmpeg = join(work, 'ffmpeg');
writeFileSync(loggingFfmpeg, `#!/bin/bash\nexec '${FFMPEG}' -benchmark "$@" 2> >(tee -a '${log}' >&2)\n`);
chmodSync(loggingFfmpeg, 0o755);

/** Seconds of processor time, as ffmpeg's -benchmark reports them; the last one is of its longest run. */
const cpuSeconds = (text) =>
  [...text.matchAll(/utime=([\d.]+)s stime=([\d.]+)s/g)].map(
    ([, user, system]) => Number(user) + Number(system),
  );
const alone = spawnSync(FFMPEG, [
  '-benchmark',
  '-threads',
  '1',
  '-i',
  video,
  '-map',
  '0:v:0',
  '-f',
  'null',
  '-',
]);
console.log(
  `ffmpeg alone: ${Math.max(...cpuSeconds(alone.stderr.toString())).toFixed(0)} s of processor time`,
);

const output = join(work, 'tags.jsonl');
const flags = ['--model', 'tiny-shapes', '--labels', join(ROOT, 'examples/labels.txt'), '--top-k', '1'];
const run = spawn(
  process.execPath,
  [CLI, 'tag', video, ...flags, '--every', options.every, '--ffmpeg', loggingFfmpeg, '-o', output],
  { stdio: 'inherit', env: { ...process.env, FFPROBE_PATH: FFPROBE } },
);
const rowsDone = () => {
  try {
    return readFileSync(output, 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
};
const samples = [];
const timer = setInterval(() => {
  const decoders = childrenOf(run.pid);
  samples.push({
    done: rowsDone(),
    main: residentMegabytes(run.pid),
    decoder: Math.max(0, ...decoders.map(residentMegabytes)),
    ffmpeg: Math.max(0, ...decoders.flatMap(childrenOf).map(residentMegabytes)),
  });
}, 500);
const started = performance.now();
const status = await new Promise((resolve) => run.on('close', resolve));
clearInterval(timer);

console.log(
  `tag --every ${options.every}: ${((performance.now() - started) / 1000).toFixed(0)} s, status ${status}`,
);
const total = rowsDone();
for (const share of [0.1, 0.25, 0.5, 0.75, 0.98]) {
  const { done, main, decoder, ffmpeg } =
    samples.find((sample) => sample.done >= share * total) ?? samples.at(-1);
  const shown = [main, decoder, ffmpeg].map((mb) => mb.toFixed(0));
  console.log(
    `after ${done} of ${total} clips: main ${shown[0]} MB, decoder ${shown[1]} MB, ffmpeg ${shown[2]} MB`,
  );
}
const peak = (key) => Math.max(...samples.map((sample) => sample[key])).toFixed(0);
console.log(`peak: main ${peak('main')} MB, decoder ${peak('decoder')} MB, ffmpeg ${peak('ffmpeg')} MB`);
const decoded = [...readFileSync(log, 'utf8').matchAll(/(\d+) frames decoded/g)].map(([, count]) =>
  Number(count),
);
console.log(
  `ffmpeg inside tag: ${Math.max(...cpuSeconds(readFileSync(log, 'utf8'))).toFixed(0)} s of processor time`,
);
console.log(`frames decoded, a run of ffmpeg each: ${decoded.join(', ')}`);
rmSync(work, { recursive: true });
