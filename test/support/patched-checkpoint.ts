import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixturePath } from './fixtures.js';
import { tempFolder } from './temp-folder.js';

type Header = Record<string, { dtype: string; data_offsets: [number, number] }>;

/** What a tensor is given: its first value, or all of them. */
type Patch = number | { fill: number };

/**
 * A copy of a fixture's checkpoint with other numbers in it.
 * @param patches by the name of a tensor, which must be fp32, or by what names begin with
 */
export function patchedCheckpoint(name: string, patches: Readonly<Record<string, Patch>>): string {
  const folder = join(tempFolder(), 'model');
  cpSync(fixturePath(`checkpoints/${name}`), folder, { recursive: true });
  const path = join(folder, 'model.safetensors');
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, start).toString()) as Header;
  for (const [beginning, patch] of Object.entries(patches)) {
    const found = Object.entries(header).filter(([tensor]) => tensor.startsWith(beginning));
    if (found.length === 0) throw new Error(`no tensor ${beginning}`);
    for (const [tensor, { dtype, data_offsets: ends }] of found) {
      if (dtype !== 'F32') throw new Error(`${tensor} is ${dtype}`);
      const [from, to] = typeof patch === 'number' ? [ends[0], ends[0] + 4] : ends;
      const value = typeof patch === 'number' ? patch : patch.fill;
      for (let at = from; at < to; at += 4) bytes.writeFloatLE(value, start + at);
    }
  }
  writeFileSync(path, bytes);
  return folder;
}
