// Prints the median milliseconds of one clip through the video graph. Usage: node clip-time-graph.mjs CHECKPOINT
import { XclipModel } from '../dist/xclip/model.js';

const model = XclipModel.open(process.argv[2]);
const { numFrames, imageSize } = model.config.vision;
const pixels = Uint8Array.from(
  { length: numFrames * imageSize * imageSize * 3 },
  (_, i) => Math.imul(i, 2654435761) >>> 24,
);

const times = [];
for (let i = 0; i < 10; i++) {
  const started = performance.now();
  await model.encodeClip(pixels);
  if (i >= 3) times.push(performance.now() - started);
}
console.log(times.sort((a, b) => a - b)[times.length >> 1]);
await model.close();
