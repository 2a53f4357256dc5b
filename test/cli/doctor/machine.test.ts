import { describe, expect, test } from 'vitest';
import { bytesText } from '../../../src/cli/terminal/bytes-text.js';
import { checkMemory, limitOf } from '../../../src/cli/doctor/check-memory.js';
import { checkNode } from '../../../src/cli/doctor/check-node.js';
import { checkProcessor, featuresOf } from '../../../src/cli/doctor/check-processor.js';
import { within } from '../../../src/cli/doctor/within.js';

test.each([
  [0, '0 MB'],
  [170_400_000, '170 MB'],
  [1_234_000_000, '1.2 GB'],
  [63_900_000_000, '64 GB'],
])('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

describe('node', () => {
  test.each([
    ['v20.0.0', '>=20', 'ok'],
    ['v19.9.0', '>=20', 'fail'],
    ['v100.0.0', '>=20', 'ok'],
    ['v20.3.0', '>=20.3.1', 'fail'],
    ['v20.10.0', '>=20.3.1', 'ok'],
    ['v20.3.1', '>=20.3.1', 'ok'],
    ['v22.0.0-nightly2024', '>=22', 'ok'],
  ])('%s for %s: %s', (version, wanted, status) => {
    const finding = checkNode({ version, wanted, toolVersion: '1.2.3', platform: 'linux', arch: 'x64' });
    expect(finding.status).toBe(status);
    expect(finding.hint !== undefined).toBe(status === 'fail');
    expect(finding.detail).toContain('xclip 1.2.3');
  });

  test('a range of another kind is not guessed at', () => {
    const facts = { version: 'v20.0.0', toolVersion: '1', platform: 'linux', arch: 'x64' };
    expect(() => checkNode({ ...facts, wanted: '^20 || ^22' })).toThrow('^20 || ^22');
  });
});

describe('processor', () => {
  const check = (arch: string, features: readonly string[] | undefined) =>
    checkProcessor({
      model: 'A CPU',
      arch,
      cores: 2,
      coresOfMachine: 2,
      features: features === undefined ? undefined : new Set(features),
    });

  test.each([
    ['x64', ['avx2'], 'ok', 'AVX2, no VNNI'],
    ['x64', ['avx2', 'avx512f'], 'ok', 'AVX2 and AVX-512, no VNNI'],
    ['x64', ['avx2', 'avx512f', 'avx512_vnni'], 'ok', 'AVX2 and AVX-512, VNNI'],
    ['x64', ['avx2', 'avx_vnni'], 'ok', 'AVX2, VNNI'],
    ['x64', ['sse4_2', 'avx'], 'warn', 'no AVX2'],
    ['arm64', ['asimd', 'asimddp'], 'ok', 'it has the dot products'],
    ['arm64', ['asimd'], 'ok', 'it lacks the dot products'],
  ])('%s with %j', (arch, features, status, text) => {
    const finding = check(arch, features);
    expect(finding.status).toBe(status);
    expect(finding.detail).toContain(`A CPU, 2 cores; ${text}`);
  });

  test('nothing is said of what the system does not list', () => {
    expect(check('arm64', undefined)).toEqual({ check: 'processor', status: 'ok', detail: 'A CPU, 2 cores' });
  });

  test('cores that this process may not use are told', () => {
    const facts = { model: 'A CPU', arch: 'x64', features: undefined };
    expect(checkProcessor({ ...facts, cores: 4, coresOfMachine: 64 }).detail).toBe('A CPU, 4 of 64 cores');
    expect(checkProcessor({ ...facts, cores: 1, coresOfMachine: 1 }).detail).toBe('A CPU, 1 core');
  });

  test.each([
    ['processor\t: 0\nflags\t\t: fpu avx2 fma\nbugs\t\t: x\n', ['fpu', 'avx2', 'fma']],
    ['processor : 0\nFeatures  : fp asimd asimddp\n', ['fp', 'asimd', 'asimddp']],
    ['', undefined],
  ])('%j lists %j', (cpuinfo, features) => {
    expect(featuresOf(cpuinfo)).toEqual(features === undefined ? undefined : new Set(features));
  });
});

describe('memory', () => {
  test.each([
    { name: 'enough', facts: [16e9, 8e9, undefined], status: 'ok', hint: undefined },
    { name: 'little is free', facts: [16e9, 5e8, undefined], status: 'warn', hint: /^end other programs/ },
    { name: 'a small container', facts: [64e9, 4e8, 5e8], status: 'warn', hint: /^raise the container's/ },
    { name: 'a container with room', facts: [64e9, 3e9, 4e9], status: 'ok', hint: undefined },
  ] as const)('$name', ({ facts: [totalBytes, freeBytes, limitBytes], status, hint }) => {
    const finding = checkMemory({ totalBytes, freeBytes, limitBytes });
    expect(finding.status).toBe(status);
    if (hint === undefined) expect(finding.hint).toBeUndefined();
    else expect(finding.hint).toMatch(hint);
    expect(finding.detail.includes('may use')).toBe(limitBytes !== undefined);
  });

  // 2⁶⁴, as control groups without a limit have it.
  test.each([
    [undefined, undefined],
    [0, undefined],
    [2 ** 64, undefined],
    [5e8, 5e8],
  ])('a limit of %s is %s', (constrained, limit) => expect(limitOf(constrained, 16e9)).toBe(limit));
});

test('what does not answer is not waited for', async () => {
  const never = new Promise<string>(() => undefined);
  await expect(within(never, 20)).rejects.toThrow('no answer within 0.02 s');
  await expect(within(Promise.resolve('x'), 20)).resolves.toBe('x');
});
