/** Weights in each of their forms. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckpoint } from '../../../../dist/xclip/checkpoint/open-checkpoint.js';
import { BrokenPickle, UnsafePickle } from '../../../../dist/xclip/checkpoint/pickle/pickle-error.js';
import { unpickle } from '../../../../dist/xclip/checkpoint/pickle/unpickle.js';
import { shardNames } from '../../../../dist/hub/checkpoint-files.js';
import { fixture, json, kept, safetensors } from '../lib/seeds.mjs';

const F16 = fixture('forms/weights/fp16-bin/pytorch_model.bin');

/** Opens the folder and reads a few weights, as folding and the patch embedding do. */
function open(folder) {
  const checkpoint = openCheckpoint(folder);
  for (const { name, shape } of checkpoint.weights.slice(0, 20)) checkpoint.readWeight(name, shape);
}

const shard = (name) => ({ bytes: fixture(`forms/weights/fp16-sharded/${name}`), isKept: true });

/** The record data.pkl: it follows the first header, which pads it to a multiple of 64. */
function pickleOf(file) {
  const start = 30 + file.readUInt16LE(26) + file.readUInt16LE(28);
  return file.subarray(start, file.indexOf('PK', start, 'latin1'));
}

export const targets = {
  safetensors: () => ({
    seeds: [
      {
        'model.safetensors': safetensors({
          'a.weight': { dtype: 'F32', shape: [2, 3] },
          'a.bias': { dtype: 'F16', shape: [3] },
          'b.weight': { dtype: 'BF16', shape: [2, 1, 2, 2] },
          ids: { dtype: 'I64', shape: [1, 4] },
          scale: { dtype: 'F32', shape: [] },
        }),
      },
      { 'model.safetensors': safetensors({ w: { dtype: 'F32', shape: [1] } }) },
      {
        'model.safetensors': {
          bytes: fixture('forms/weights/bf16-safetensors/model.safetensors'),
          form: 'safetensors',
          hot: [0, 2000],
        },
      },
    ],
    run: open,
  }),

  'shard-index': () => {
    const beside = Object.fromEntries(
      [1, 2].map((number) => {
        const name = `model-0000${number}-of-00002.safetensors`;
        return [name, shard(name)];
      }),
    );
    const index = JSON.parse(fixture('forms/weights/fp16-sharded/model.safetensors.index.json').toString());
    const few = { ...index, weight_map: Object.fromEntries(Object.entries(index.weight_map).slice(0, 4)) };
    return {
      seeds: [index, few].map((value) => ({ ...beside, 'model.safetensors.index.json': json(value) })),
      run: (folder, name) => {
        open(folder);
        shardNames('some/model', name, readFileSync(join(folder, name), 'utf8'));
      },
    };
  },

  'torch-zip': () => ({
    seeds: [
      { 'pytorch_model.bin': { bytes: kept('torch-small.bin') } },
      { 'pytorch_model.bin': { bytes: F16, hot: [0, F16.indexOf('PK\x03\x04', 4, 'latin1')] } },
      { 'pytorch_model.bin': { bytes: F16, hot: [F16.indexOf('PK\x01\x02', 0, 'latin1'), F16.length] } },
    ],
    run: open,
  }),

  pickle: () => ({
    seeds: [kept('torch-small.bin'), F16].map((file) => ({ 'data.pkl': { bytes: pickleOf(file) } })),
    run: (folder, name) => unpickle(readFileSync(join(folder, name))),
    expected: [BrokenPickle, UnsafePickle],
  }),
};
