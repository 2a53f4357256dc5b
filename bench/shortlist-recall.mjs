/**
 * How many of the clips that the model itself ranks highest a shortlist by cosine lets through.
 *
 *   python bench/python/render_shapes.py /tmp/shapes 20
 *   xclip embed /tmp/shapes --model tiny-shapes -o /tmp/shapes.parquet
 *   node bench/shortlist-recall.mjs /tmp/shapes.parquet models/tiny-shapes models/tiny-shapes/labels.txt
 */
import { readFileSync } from 'node:fs';
import { searchClips } from '../dist/pipeline/search/search-clips.js';
import { shortlist } from '../dist/pipeline/search/shortlist.js';
import { Store } from '../dist/store/store-reader.js';
import { XclipModel } from '../dist/xclip/model.js';

const [storePath, checkpoint, queriesFile] = process.argv.slice(2);
const SHARES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
const TOP = [1, 10, 20];

const store = await Store.open(storePath);
const model = XclipModel.open(checkpoint);
const queries = readFileSync(queriesFile, 'utf8').trim().split('\n');
const texts = await model.encodeLabels(queries);
const exact = await searchClips({ store, model, texts, topK: Math.max(...TOP), shortlistSize: undefined });
console.log(`${store.clipCount} clips, ${queries.length} queries`);
for (const share of SHARES) {
  const size = Math.round(share * store.clipCount);
  const chosen = await shortlist(store.embeddings(), texts, size);
  const recalls = TOP.map((top) => {
    const found = exact.map((hits, q) => hits.slice(0, top).filter(({ row }) => chosen[q].has(row)).length);
    return `top ${top}: ${((100 * found.reduce((a, b) => a + b)) / (top * queries.length)).toFixed(1)} %`;
  });
  console.log(`shortlist ${size} (${100 * share} %): ${recalls.join(', ')}`);
}
await Promise.all([store.close(), model.close()]);
