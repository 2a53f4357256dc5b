/**
 * Walks a folder and prints, as JSON, what came and what memory it took. A process of its own, so that nothing else
 * does; run by `node --expose-gc --max-semi-space-size=1`, so that garbage does not hide what stays.
 */
import { createHash } from 'node:crypto';
import { VIDEO_EXTENSIONS, walk } from '../../dist/pipeline/find/walk.js';

const [root] = process.argv.slice(2);
const SAMPLE_EVERY = 5000;

const hash = createHash('sha256');
const startBytes = process.memoryUsage.rss();
const sample = () => {
  const rssBytes = process.memoryUsage.rss();
  globalThis.gc();
  return { rssBytes, liveBytes: process.memoryUsage().heapUsed };
};
const startMs = performance.now();
const samples = [];
let count = 0;
const walked = walk({ paths: [root], extensions: VIDEO_EXTENSIONS, exclude: [], followSymlinks: false });
for await (const { path, error } of walked) {
  if (error !== undefined) throw error;
  hash.update(`${path}\n`);
  if (count++ % SAMPLE_EVERY === 0) samples.push(sample());
}
const end = sample();
console.log(
  JSON.stringify({
    count,
    sha256: hash.digest('hex'),
    seconds: (performance.now() - startMs) / 1000,
    startBytes,
    tenth: samples[Math.floor(samples.length / 10)],
    end,
    // The system's own account of the most, which no sample can miss.
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }),
);
