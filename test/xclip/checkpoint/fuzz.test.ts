/** Random damage, the same in every run: only CheckpointErrors may come of it, and soon. */
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import { seeded } from '../../support/seeded.js';
import { dict, pickle, tensor, text } from './pickle-writer.js';
import { WeightFolder } from './weight-folder.js';
import { torchFile } from './zip-writer.js';

const MUTATIONS = 800;
const INTERESTING = [
  0, 1, 0x28, 0x2e, 0x50, 0x51, 0x52, 0x58, 0x63, 0x69, 0x71, 0x74, 0x7f, 0x80, 0x8d, 0x93, 0x95, 0xfe, 0xff,
];

const folder = new WeightFolder();
afterAll(() => folder.remove());

function randomFrom(seed: number): (below: number) => number {
  const next = seeded(seed);
  return (below) => (next() * 2 ** 32) % below;
}

/** One to four wounds: a byte, a run of one byte, a cut, a piece taken out or doubled. Mostly where `hot` says. */
function damaged(whole: Buffer, random: (below: number) => number, hot: readonly [number, number]): Buffer {
  let bytes = Buffer.from(whole);
  for (let wounds = 1 + random(4); wounds > 0; wounds--) {
    const [from, to] = random(8) === 0 ? [0, bytes.length] : hot;
    const at = Math.min(from + random(to - from), bytes.length - 1);
    const length = Math.min(1 + random(12), bytes.length - at);
    switch (random(8)) {
      case 0:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
        break;
      case 2:
        bytes.fill(INTERESTING[random(INTERESTING.length)] ?? 0, at, at + length);
        break;
      case 3:
        bytes = random(10) === 0 ? bytes.subarray(0, at) : bytes;
        break;
      case 4:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 5:
        bytes[at] = random(256);
        break;
      default:
        bytes[at] = INTERESTING[random(INTERESTING.length)] ?? 0;
    }
    if (bytes.length === 0) return bytes;
  }
  return bytes;
}

const small = torchFile(
  pickle(dict(text('w'), tensor(), text('v'), tensor({ shape: [3], strides: [1], offset: 3 }))),
);
const real = readFileSync(fixturePath('forms/weights/fp16-bin/pytorch_model.bin'));
const safetensors = readFileSync(fixturePath('forms/weights/fp16-safetensors/model.safetensors'));
const index = readFileSync(fixturePath('forms/weights/fp16-sharded/model.safetensors.index.json'));
const header = Number(safetensors.readBigUInt64LE(0));
const shards = Object.fromEntries(
  [1, 2].map((number) => {
    const name = `model-0000${number}-of-00002.safetensors`;
    return [name, readFileSync(fixturePath(`forms/weights/fp16-sharded/${name}`))];
  }),
);

test.each<[string, string, Buffer, [number, number], Record<string, Buffer>?]>([
  ['a small torch zip', 'pytorch_model.bin', small, [0, small.length]],
  ["a real one's pickle", 'pytorch_model.bin', real, [0, real.indexOf('PK\x03\x04', 4, 'latin1')]],
  [
    "a real one's directory",
    'pytorch_model.bin',
    real,
    [real.indexOf('PK\x01\x02', 0, 'latin1'), real.length],
  ],
  ['a safetensors header', 'model.safetensors', safetensors, [0, 8 + header]],
  ["shards' index", 'model.safetensors.index.json', index, [0, index.length], shards],
])(
  'damage to %s is noticed or harmless',
  (_, name, whole, hot, beside = {}) => {
    const random = randomFrom(20);
    const heapBefore = process.memoryUsage().rss;
    const codes = new Map<string, number>();
    for (let i = 0; i < MUTATIONS; i++) {
      const answer = folder.refusal({ ...beside, [name]: damaged(whole, random, hot) });
      const code = answer.split(':')[0] ?? '';
      codes.set(code, (codes.get(code) ?? 0) + 1);
      expect(answer.length).toBeLessThan(1000);
    }
    expect(codes.size).toBeGreaterThan(1);
    expect(process.memoryUsage().rss - heapBefore).toBeLessThan(500e6);
  },
  60_000,
);
