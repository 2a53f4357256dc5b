/** How ours is run: what this version's `tag` has flags for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './places.mjs';

const CONFIGURATIONS = [
  { name: 'xclip fp32', flags: [], precision: 'fp32' },
  { name: 'xclip int8', flags: ['--precision', 'int8'], precision: 'int8' },
  { name: 'xclip fp32, ffmpeg', flags: ['--decoder', 'ffmpeg'], isDecoderRow: true },
  { name: 'xclip fp32, native', flags: ['--decoder', 'native'], isDecoderRow: true },
];

/** @param withDecoders one row a decoder, where it can be chosen, beside that which is chosen by itself */
export function configurations({ withDecoders = false } = {}) {
  const { flags } = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')).commands.tag;
  const exists = (flag, value) => flags[flag.slice(2)]?.options?.includes(value) === true;
  return CONFIGURATIONS.filter(
    ({ flags: [flag, value], isDecoderRow = false }) =>
      (flag === undefined || exists(flag, value)) && (withDecoders || !isDecoderRow),
  );
}

export const PEERS = [
  { name: 'Python fp32', mode: 'fp32' },
  { name: 'Python bf16', mode: 'bf16' },
  { name: 'Python fp32, torch.compile', mode: 'compile' },
];
