/**
 * One clip through the int8 video graph against the fp32 one, against the products of the vision tower alone (int8 and
 * fp32, of the same shapes, with weights of their own), and against PyTorch fp32 in a process of its own; in turn.
 *
 *   node bench/int8-time.mjs CHECKPOINT [--rounds 5] [--python .venv/bin/python]
 */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const load = (name) => import(join(dist, 'xclip', name));
const { parseConfig } = await load('config.js');
const { openCheckpoint } = await load('checkpoint/open-checkpoint.js');
const { hashWeights } = await load('checkpoint/weights-hash.js');
const { encodeModel } = await load('graph/onnx-proto.js');
const { buildInt8VideoGraph } = await load('graph/int8-video-graph.js');
const { buildVideoGraph } = await load('graph/video-graph.js');
const { chooseForm, STORAGE_OF_FORM } = await load('int8/choose-form.js');
const { openFolded } = await load('int8/open-folded.js');
const { InferenceThread } = await load('inference-thread.js');
const { requireJsonFile } = await load('json-file.js');
const { openPreprocessing } = await load('processor.js');
const { cacheFolder } = await import(join(dist, 'cache/cache-folder.js'));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    python: { type: 'string', default: join(root, '.venv/bin/python') },
  },
});
const [folder] = positionals;
const config = parseConfig(requireJsonFile(folder, 'config.json'));
const { vision } = config;
const { hiddenSize: width, intermediateSize, imageSize, numFrames, numHiddenLayers, patchSize } = vision;
const { scaling } = openPreprocessing(folder, imageSize);
const checkpoint = openCheckpoint(folder);
const thread = new InferenceThread();
const form = await chooseForm(thread);
const storage = STORAGE_OF_FORM[form];
const threads = availableParallelism();

/** [rows, inputs, outputs] of every product of the tower */
const patches = Math.floor(imageSize / patchSize) ** 2;
const tokens = numFrames * (patches + 1);
const shapes = [[numFrames * patches, 3 * patchSize ** 2, width]];
for (let i = 0; i < numHiddenLayers; i++) {
  for (let j = 0; j < 5; j++) shapes.push([numFrames, width, width]);
  shapes.push([tokens, width, width], [tokens + numFrames, width, width], [tokens + numFrames, width, width]);
  shapes.push([tokens, width, width], [tokens, width, intermediateSize], [tokens, intermediateSize, width]);
}
const operations = shapes.reduce((sum, [m, k, n]) => sum + 2 * m * k * n, 0);

let state = 1;
const random = () => ((state = Math.imul(state, 1664525) + 1013904223) >>> 24) % 255;
const bytesOf = (values) => new Uint8Array(values.buffer);

function rawProducts(kind) {
  const initializers = [];
  const nodes = [];
  const inputs = new Map();
  const constant = (name, type, dims, bytes) => {
    initializers.push({ name, type, dims, data: { kind: 'inline', bytes } });
    return name;
  };
  const shift = storage === 'uint8' ? 128 : 0;
  constant('one', 'float32', [], bytesOf(Float32Array.of(1)));
  constant('zero', 'uint8', [], Uint8Array.of(128));
  constant('first', 'int64', [2], bytesOf(BigInt64Array.of(0n, 0n)));
  constant('second', 'int64', [2], bytesOf(BigInt64Array.of(1n, 1n)));
  for (const [i, [m, k, n]] of shapes.entries()) {
    const input = `input_${m}_${k}`;
    inputs.set(input, [m, k]);
    if (kind === 'fp32') {
      const weight = constant(
        `weight_${i}`,
        'float32',
        [k, n],
        bytesOf(Float32Array.from({ length: k * n }, random)),
      );
      nodes.push(['MatMul', '', [input, weight], `product_${i}`]);
    } else {
      const values = Uint8Array.from({ length: k * n }, () => random() - 127 + shift);
      const weight = constant(`weight_${i}`, storage, [k, n], values);
      const scales = constant(`scales_${i}`, 'float32', [n], bytesOf(new Float32Array(n).fill(1)));
      const zeros =
        storage === 'uint8' ? constant(`zeros_${i}`, 'uint8', [n], new Uint8Array(n).fill(128)) : '';
      nodes.push([
        'MatMulIntegerToFloat',
        'com.microsoft',
        [input, weight, 'one', scales, 'zero', zeros],
        `product_${i}`,
      ]);
    }
    nodes.push(['Slice', '', [`product_${i}`, 'first', 'second'], `corner_${i}`]);
  }
  nodes.push(['Concat', '', shapes.map((_, i) => `corner_${i}`), 'corners', { axis: { int: 0 } }]);
  const type = kind === 'fp32' ? 'float32' : 'uint8';
  const model = encodeModel({
    name: 'raw',
    nodes: nodes.map(([opType, domain, from, to, attributes = {}]) => ({
      name: to,
      opType,
      domain,
      inputs: from,
      outputs: [to],
      attributes,
    })),
    initializers,
    inputs: [...inputs].map(([name, dims]) => ({ name, type, dims })),
    outputs: [{ name: 'corners', type: 'float32', dims: ['count', 1] }],
    opsets: { '': 18, 'com.microsoft': 1 },
  });
  const feeds = () =>
    Object.fromEntries(
      [...inputs].map(([name, dims]) => {
        const length = dims[0] * dims[1];
        return [
          name,
          {
            type,
            dims,
            data:
              kind === 'fp32' ? Float32Array.from({ length }, random) : Uint8Array.from({ length }, random),
          },
        ];
      }),
    );
  return { model, feeds };
}

const pixels = Uint8Array.from({ length: numFrames * imageSize * imageSize * 3 }, random);
const clip = () => ({
  frames: { type: 'uint8', data: pixels.slice(), dims: [1, numFrames, imageSize, imageSize, 3] },
});
const contestants = new Map();
async function enter(name, source, feeds) {
  await thread.load(name, { threads, ...source });
  contestants.set(name, { feeds, times: [] });
}
await enter(
  'fp32 graph',
  { model: buildVideoGraph(checkpoint, config, scaling), weightsFolder: checkpoint.folder },
  clip,
);
const int8 = await openFolded(
  {
    folder,
    config,
    storage,
    cacheFolder: cacheFolder(),
    weightsHash: await hashWeights(checkpoint.files),
    onNotice: console.log,
  },
  (folded) => ({ model: buildInt8VideoGraph(folded, config, scaling), weightsFolder: folded.folder }),
);
await enter('int8 graph', { ...int8, prepack: true }, clip);
await enter('int8 graph, not prepacked', { ...int8, prepack: false }, clip);
for (const kind of ['fp32', 'int8']) {
  const { model, feeds } = rawProducts(kind);
  await enter(`${kind} products`, { model, weightsFolder: '.', prepack: true }, feeds);
}

const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const torch = () =>
  Number(
    execFileSync(options.python, [join(root, 'bench/python/clip_time_torch.py'), folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );

console.log(
  `${cpus()[0].model}, ${threads} cores, form ${form}, ${(operations / 1e9).toFixed(1)} GOP a clip`,
);
const torchTimes = [];
for (let round = 0; round <= Number(options.rounds); round++) {
  for (const [name, { feeds, times }] of contestants) {
    const inputs = feeds();
    const before = thread.busyMs(name);
    await thread.run(name, inputs);
    if (round > 0) times.push(thread.busyMs(name) - before);
  }
  if (round % 3 === 1) torchTimes.push(torch());
}
for (const [name, { times }] of contestants) {
  const [low, mid, high] = [Math.min(...times), middle(times), Math.max(...times)];
  console.log(
    `${name}: ${low.toFixed(0)} / ${mid.toFixed(0)} / ${high.toFixed(0)} ms (min / median / max), ${(operations / mid / 1e6).toFixed(0)} GOPS`,
  );
}
const time = (name) => middle(contestants.get(name).times);
console.log(`PyTorch fp32: ${torchTimes.map((value) => value.toFixed(0)).join(', ')} ms`);
console.log(
  `int8 graph at ${((100 * time('int8 products')) / time('int8 graph')).toFixed(0)} % of the rate of its products`,
);
console.log(
  `int8 ÷ fp32 graph ${(time('int8 graph') / time('fp32 graph')).toFixed(2)}, int8 ÷ PyTorch ${(time('int8 graph') / middle(torchTimes)).toFixed(2)}`,
);
await thread.close();
