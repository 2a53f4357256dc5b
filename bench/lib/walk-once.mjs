/** Walks a folder and prints, as JSON, what came and what memory it took. A process of its own, so that nothing else does. */
import { createHash } from 'node:crypto';
import { VIDEO_EXTENSIONS, walk } from '../../dist/pipeline/walk.js';

const [root] = process.argv.slice(2);
const SAMPLE_EVERY = 100;

const hash = createHash('sha256');
const startBytes = process.memoryUsage.rss();
const startMs = performance.now();
const samples = [];
let count = 0;
const walked = walk({ paths: [root], extensions: VIDEO_EXTENSIONS, exclude: [], followSymlinks: false });
for await (const { path, error } of walked) {
  if (error !== undefined) throw error;
  hash.update(`${path}\n`);
  if (count++ % SAMPLE_EVERY === 0) samples.push(process.memoryUsage.rss());
}
const endBytes = process.memoryUsage.rss();
console.log(
  JSON.stringify({
    count,
    sha256: hash.digest('hex'),
    seconds: (performance.now() - startMs) / 1000,
    startBytes,
    tenthBytes: samples[Math.floor(samples.length / 10)],
    endBytes,
    // The system's own account of the most, which no sample can miss.
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }),
);
