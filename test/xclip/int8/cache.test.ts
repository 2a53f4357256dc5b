/** The file of folded weights: made once, by whoever comes first, whole or not at all. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parseConfig } from '../../../dist/xclip/config.js';
import { foldedPath, openFolded, type FoldedSource } from '../../../dist/xclip/int8/open-folded.js';
import { requireJsonFile } from '../../../dist/xclip/json-file.js';
import { ROOT, fixturePath, sha256 } from '../../support/fixtures.js';
import { patchedCheckpoint } from '../../support/patched-checkpoint.js';
import { tempFolder } from '../../support/temp-folder.js';

const FOLDER = fixturePath('checkpoints/base');

function sourceIn(cacheFolder: string, rest: Partial<FoldedSource> = {}): FoldedSource {
  const config = parseConfig(requireJsonFile(FOLDER, 'config.json'));
  return { folder: FOLDER, config, weightsHash: 'f00d', storage: 'uint8', cacheFolder, ...rest };
}

function filesIn(cacheFolder: string): string[] {
  return readdirSync(join(cacheFolder, 'folded'));
}

test('is made once', async () => {
  const notices: string[] = [];
  const source = sourceIn(tempFolder(), { onNotice: (message) => notices.push(message) });
  await openFolded(source, () => undefined);
  const { mtimeMs } = statSync(foldedPath(source));
  const names = await openFolded(source, (folded) => folded.names);
  expect(names).toContain('vision_model.encoder.layers.0.mlp.fc1.weight_scale');
  expect(statSync(foldedPath(source)).mtimeMs).toBe(mtimeMs);
  expect(notices).toEqual([expect.stringContaining(foldedPath(source))]);
  expect(filesIn(source.cacheFolder)).toHaveLength(1);
});

test('has another name for other weights, sizes and products', () => {
  const source = sourceIn('/cache');
  const { config } = source;
  const others = [
    source,
    { ...source, weightsHash: 'beef' },
    { ...source, storage: 'int8' as const },
    { ...source, config: { ...config, vision: { ...config.vision, numAttentionHeads: 2 } } },
  ];
  expect(new Set(others.map(foldedPath)).size).toBe(others.length);
});

test('is the same, and whole, when several processes make it at once', async () => {
  const source = sourceIn(tempFolder());
  const script = join(tempFolder(), 'make.mjs');
  writeFileSync(
    script,
    `const { openFolded } = await import(${JSON.stringify(join(ROOT, 'dist/xclip/int8/open-folded.js'))});
     const names = await openFolded(${JSON.stringify(source)}, (folded) => folded.names.length);
     console.log(names);`,
  );
  const run = promisify(execFile);
  const outputs = await Promise.all([1, 2, 3].map(() => run(process.execPath, [script])));
  const path = foldedPath(source);
  const together = sha256(readFileSync(path));
  expect(new Set(outputs.map(({ stdout }) => stdout.trim())).size).toBe(1);
  expect(filesIn(source.cacheFolder)).toHaveLength(1);
  const alone = sourceIn(tempFolder());
  await openFolded(alone, () => undefined);
  expect(sha256(readFileSync(foldedPath(alone)))).toBe(together);
});

test.each([
  ['cut short', (path: string) => truncateSync(path, statSync(path).size - 1)],
  ['cut to nothing', (path: string) => truncateSync(path, 0)],
  ['of something else', (path: string) => cpSync(join(FOLDER, 'model.safetensors'), path)],
])('is made again where it is %s', async (_, damage) => {
  const notices: string[] = [];
  const source = sourceIn(tempFolder(), { onNotice: (message) => notices.push(message) });
  await openFolded(source, () => undefined);
  const whole = sha256(readFileSync(foldedPath(source)));
  damage(foldedPath(source));
  const use = (folded: { tensor(name: string, shape: number[]): unknown }): unknown =>
    folded.tensor('vision_model.rotation.weight', [32, 32]);
  await openFolded(source, use);
  expect(sha256(readFileSync(foldedPath(source)))).toBe(whole);
  expect(notices[1]).toContain('is damaged');
});

test.each([
  'vision_model.encoder.layers.1.mlp.fc2.weight',
  'vision_model.encoder.layers.1.mlp.fc2.bias',
  // A softmax does not see the first, and the last is what quantising of inputs would hide.
  'vision_model.encoder.layers.0.self_attn.k_proj.bias',
  'vision_model.encoder.layers.0.layer_norm1.weight',
  'vision_model.embeddings.class_embedding',
  'mit.encoder.layers.0.mlp.fc1.bias',
])('leaves nothing where a weight is not a number, and says which: %s', async (name) => {
  const folder = patchedCheckpoint('base', { [name]: NaN });
  const source = sourceIn(tempFolder(), { folder });
  await expect(openFolded(source, () => undefined)).rejects.toMatchObject({
    code: 'NOT_FINITE',
    message: expect.stringContaining(name) as string,
  });
  expect(filesIn(source.cacheFolder)).toEqual([]);
});

test('is refused with a reason where the cache folder is a file', async () => {
  const cacheFolder = join(tempFolder(), 'file');
  writeFileSync(cacheFolder, '');
  await expect(openFolded(sourceIn(cacheFolder), () => undefined)).rejects.toMatchObject({
    code: 'CACHE_UNWRITABLE',
    hint: expect.stringContaining('XCLIP_CACHE') as string,
  });
});

test.skipIf(process.getuid?.() === 0)(
  'is refused with a reason where the cache cannot be written',
  async () => {
    const cacheFolder = tempFolder();
    chmodSync(cacheFolder, 0o500);
    await expect(openFolded(sourceIn(cacheFolder), () => undefined)).rejects.toMatchObject({
      code: 'CACHE_UNWRITABLE',
    });
  },
);

test('clears away what killed runs left, and only that', async () => {
  const source = sourceIn(tempFolder());
  const folder = join(source.cacheFolder, 'folded');
  mkdirSync(folder);
  const name = foldedPath(source).slice(folder.length + 1);
  for (const [file, hours] of [
    [`.${name}.1-old.part`, 2],
    [`.${name}.2-new.part`, 0],
    ['.other.3-old.part', 2],
  ] as const) {
    writeFileSync(join(folder, file), 'x');
    const then = Date.now() / 1000 - hours * 3600;
    utimesSync(join(folder, file), then, then);
  }
  await openFolded(source, () => undefined);
  expect(filesIn(source.cacheFolder).sort()).toEqual(
    [`.${name}.2-new.part`, '.other.3-old.part', name].sort(),
  );
});
