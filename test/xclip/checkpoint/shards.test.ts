/** Indexes of sharded weights that are wrong, or lead out of the folder. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import { hashWeights } from '../../../src/xclip/checkpoint/weights-hash.js';
import { WeightFolder } from './weight-folder.js';

const folder = new WeightFolder();
afterAll(() => folder.remove());

interface ShardIndex {
  weight_map: Record<string, unknown>;
}

function filesOf(form: string): Record<string, Buffer> {
  const path = fixturePath(`forms/weights/${form}`);
  return Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name))]));
}

describe.each([
  ['fp16-sharded', 'model.safetensors.index.json', 'safetensors', 'model'],
  ['fp32-sharded-bin', 'pytorch_model.bin.index.json', 'bin', 'pytorch_model'],
])('the index of %s', (form, indexName, extension, stem) => {
  const shard = (number: number): string => `${stem}-0000${number}-of-00002.${extension}`;
  const path = join(folder.path, indexName);
  const good = JSON.parse(filesOf(form)[indexName]?.toString() ?? '') as ShardIndex;

  const refusal = (change: (index: ShardIndex) => unknown): string => {
    const index = structuredClone(good);
    return folder.refusal({ ...filesOf(form), [indexName]: JSON.stringify(change(index) ?? index) });
  };
  const setShard = (name: unknown) => (index: ShardIndex) => {
    index.weight_map.logit_scale = name;
  };

  test('finds every tensor in its shard', () => {
    const checkpoint = folder.open(filesOf(form));
    expect(checkpoint.names.sort()).toEqual(Object.keys(good.weight_map).sort());
    expect(checkpoint.files).toEqual([1, 2].map((number) => join(folder.path, shard(number))));
  });

  test.each([
    `../${shard(1)}`,
    `/etc/${shard(1)}`,
    `a/${shard(1)}`,
    `a\\..\\${shard(1)}`,
    '..',
    '.',
    '',
    'passwd',
    `.${shard(1)}`,
    `${shard(1)}\0`,
    `${shard(1)}\n`,
    `C:${shard(1)}`,
    'x.json',
  ])('is refused for naming %j', (name) => {
    expect(refusal(setShard(name))).toMatch(
      /^BAD_SHARD_INDEX: .* names .* for logit_scale, not a file of weights beside it$/,
    );
  });

  test.each([7, null, {}, ['x.bin'], `${'x'.repeat(300)}.bin`])('is refused for naming %j', (name) => {
    expect(refusal(setShard(name))).toMatch(/^BAD_SHARD_INDEX.{0,400}$/s);
  });

  test.each([
    [{}],
    [{ weight_map: [] }],
    [{ weight_map: null }],
    [{ weight_map: 'x' }],
    [{ weight_map: {} }],
  ])('that is %j is refused', (index) =>
    expect(refusal(() => index)).toMatch(
      new RegExp(`^BAD_SHARD_INDEX: ${path} (has no weight_map|names 0 files)$`),
    ),
  );

  test('that is no JSON is refused', () => {
    expect(folder.refusal({ ...filesOf(form), [indexName]: '{' })).toMatch(/^BROKEN_CHECKPOINT/);
  });

  test('that names thousands of files is refused', () => {
    const map = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`t${i}`, `s${i}.${extension}`]));
    expect(refusal(() => ({ weight_map: map }))).toBe(`BAD_SHARD_INDEX: ${path} names 2000 files`);
  });

  test('whose shard is not there says which', () => {
    const { [shard(2)]: _, ...rest } = filesOf(form);
    expect(folder.refusal(rest)).toBe(
      `MISSING_FILE: ${folder.path} has no ${shard(2)}, which its ${indexName} names`,
    );
  });

  test('that places a tensor in the wrong shard is refused', () => {
    const name = 'logit_scale';
    const other = good.weight_map[name] === shard(1) ? shard(2) : shard(1);
    expect(refusal(setShard(other))).toBe(
      `BAD_SHARD_INDEX: ${path} places ${name} in ${other}, which lacks it`,
    );
  });

  test('cannot make a broken shard good', () => {
    const files = filesOf(form);
    files[shard(2)] = files[shard(2)]?.subarray(0, -1) ?? Buffer.alloc(0);
    expect(folder.refusal(files)).toMatch(new RegExp(`^BROKEN_CHECKPOINT: .*${shard(2)} is broken`));
  });
});

test('the hash of shards does not depend on what their files are called', async () => {
  const [first, second] = ['aa', 'bb'].map((content) => Buffer.from(content));
  const write = (names: string[]): string[] => {
    rmSync(folder.path, { recursive: true, force: true });
    mkdirSync(folder.path);
    return names.map((name, i) => {
      writeFileSync(join(folder.path, name), (i === 0 ? first : second) ?? '');
      return join(folder.path, name);
    });
  };
  const plain = await hashWeights(write(['1.bin', '2.bin']).sort());
  expect(await hashWeights(write(['b.bin', 'a.bin']).sort())).toBe(plain);
});
