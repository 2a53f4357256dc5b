/** The folded weights in the cache: what else may write there may damage them. */
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checkpoint } from '../../../../dist/xclip/checkpoint/checkpoint.js';
import { readSafetensorsIndex } from '../../../../dist/xclip/checkpoint/safetensors.js';
import { parseConfig } from '../../../../dist/xclip/config.js';
import { buildInt8VideoGraph } from '../../../../dist/xclip/graph/int8-video-graph.js';
import { foldCheckpoint } from '../../../../dist/xclip/int8/fold-checkpoint.js';
import { fixture } from '../lib/seeds.mjs';

const NAME = 'folded.safetensors';
const SCALING = { rescaleFactor: 1 / 255, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

export const targets = {
  'folded-int8': async (folder) => {
    const config = parseConfig(JSON.parse(fixture('checkpoints/odd/config.json').toString()));
    const source = join(folder, 'source');
    mkdirSync(source, { recursive: true });
    cpSync(
      new URL('../../../fixtures/checkpoints/odd/model.safetensors', import.meta.url),
      join(source, 'model.safetensors'),
    );
    await foldCheckpoint({ folder: source, config, storage: 'uint8', path: join(folder, NAME) });
    const bytes = readFileSync(join(folder, NAME));
    const headerEnd =
      8 + JSON.stringify(JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE(0))))).length;
    return {
      seeds: [{ [NAME]: { bytes, form: 'safetensors', hot: [0, headerEnd] } }],
      run: (place, name) => {
        const folded = new Checkpoint(readSafetensorsIndex(join(place, name)));
        buildInt8VideoGraph(folded, config, SCALING, {});
      },
    };
  },
};
