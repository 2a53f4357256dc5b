import { describe, expect, test } from 'vitest';
import { chooseDevice, type DeviceFacts } from '../../../../src/xclip/runtime/device/choose-device.js';
import type { DeviceName } from '../../../../src/xclip/runtime/device/device-names.js';
import type { Probe } from '../../../../src/xclip/runtime/device/probe-device.js';

const FAST: Probe = { runs: true, gflops: 5000, cpuGflops: 100, hasFp16: true };
const NO_FP16: Probe = { ...FAST, hasFp16: false };
const SOFTWARE: Probe = { runs: true, gflops: 1, cpuGflops: 100, hasFp16: false };
const NO_ADAPTER: Probe = {
  runs: false,
  message: 'Failed to get a WebGPU adapter: No supported adapters',
};

interface Situation {
  platform?: NodeJS.Platform;
  gpus?: string[] | undefined;
  cuda?: boolean;
  probes?: Partial<Record<DeviceName, Probe>>;
}

function facts({ platform = 'linux', gpus = [], cuda = false, probes = {} }: Situation) {
  const probed: DeviceName[] = [];
  const all: DeviceFacts = {
    machine: { platform, arch: 'x64' },
    gpus: () => (platform === 'linux' ? gpus.map((name) => ({ name })) : undefined),
    hasCudaLibraries: () => cuda,
    probe: (device) => {
      probed.push(device);
      return Promise.resolve(probes[device] ?? { runs: false, message: 'not here' });
    },
  };
  return { all, probed };
}

describe('auto', () => {
  test.each<[string, Situation, 'fp32' | 'fp16' | 'int8', DeviceName, RegExp, DeviceName[]]>([
    ['without a GPU', {}, 'fp32', 'cpu', /^no GPU is found$/, []],
    [
      'with one',
      { gpus: ['a'], probes: { webgpu: FAST } },
      'fp32',
      'webgpu',
      /5000 GFLOPS, the CPU 100/,
      ['webgpu'],
    ],
    [
      'with one in software',
      { gpus: ['a'], probes: { webgpu: SOFTWARE } },
      'fp32',
      'cpu',
      /slower than the CPU/,
      ['webgpu'],
    ],
    [
      'without its driver',
      { gpus: ['a'], probes: { webgpu: NO_ADAPTER } },
      'fp32',
      'cpu',
      /no driver offers a GPU/,
      ['webgpu'],
    ],
    [
      'with CUDA',
      { gpus: ['a'], cuda: true, probes: { cuda: FAST, webgpu: FAST } },
      'fp32',
      'cuda',
      /multiplies/,
      ['cuda'],
    ],
    [
      'with CUDA that fails',
      { gpus: ['a'], cuda: true, probes: { webgpu: FAST } },
      'fp32',
      'webgpu',
      /multiplies/,
      ['cuda', 'webgpu'],
    ],
    [
      'fp16 on one that has it',
      { gpus: ['a'], probes: { webgpu: FAST } },
      'fp16',
      'webgpu',
      /multiplies/,
      ['webgpu'],
    ],
    ['int8', { gpus: ['a'], probes: { webgpu: FAST } }, 'int8', 'cpu', /int8 is for the CPU/, []],
    [
      'on macOS',
      { platform: 'darwin', probes: { webgpu: FAST } },
      'fp32',
      'webgpu',
      /multiplies/,
      ['webgpu'],
    ],
    [
      'on macOS, second',
      { platform: 'darwin', probes: { coreml: FAST } },
      'fp32',
      'coreml',
      /multiplies/,
      ['webgpu', 'coreml'],
    ],
    [
      'on Windows, second',
      { platform: 'win32', probes: { dml: FAST } },
      'fp32',
      'dml',
      /multiplies/,
      ['webgpu', 'dml'],
    ],
  ])('%s', async (_name, situation, precision, name, why, tried) => {
    const { all, probed } = facts(situation);
    const chosen = await chooseDevice('auto', precision, all);
    expect(chosen.name).toBe(name);
    expect(chosen.why).toMatch(why);
    expect(probed).toEqual(tried);
  });

  test.each<Situation>([{}, { gpus: ['a'], probes: { webgpu: NO_FP16 } }])(
    'fp16 where nothing has it is an error',
    async (situation) => {
      await expect(chooseDevice('auto', 'fp16', facts(situation).all)).rejects.toMatchObject({
        code: 'NO_DEVICE',
        exitCode: 1,
      });
    },
  );
});

describe('a device by its name', () => {
  test('runs even in software, as asked', async () => {
    const { all } = facts({ probes: { webgpu: SOFTWARE } });
    expect(await chooseDevice('webgpu', 'fp32', all)).toEqual({ name: 'webgpu', why: 'asked for' });
  });

  test.each<[DeviceName, 'fp32' | 'fp16', Situation, RegExp]>([
    ['webgpu', 'fp32', { probes: { webgpu: NO_ADAPTER } }, /no driver offers a GPU.*libvulkan1/],
    ['webgpu', 'fp16', { probes: { webgpu: NO_FP16 } }, /does not compute in fp16/],
    ['coreml', 'fp32', {}, /CoreML is not for linux/],
    ['dml', 'fp32', {}, /DirectML is not for linux/],
    ['cuda', 'fp32', { platform: 'darwin' }, /CUDA is not for darwin/],
  ])(
    '%s in %s that cannot run is an error, never another device',
    async (device, precision, situation, line) => {
      const error: unknown = await chooseDevice(device, precision, facts(situation).all).catch(
        (e: unknown) => e,
      );
      expect(error).toMatchObject({ code: 'NO_DEVICE', exitCode: 1 });
      expect((error as { toLine(): string }).toLine()).toMatch(line);
    },
  );

  test.each([
    ['cpu', 'fp16'],
    ['webgpu', 'int8'],
    ['cuda', 'int8'],
  ] as const)('%s with %s is a contradiction, found before anything is tried', async (device, precision) => {
    const { all, probed } = facts({ probes: { webgpu: FAST, cuda: FAST } });
    await expect(chooseDevice(device, precision, all)).rejects.toMatchObject({
      code: 'DEVICE_PRECISION',
      exitCode: 2,
    });
    expect(probed).toEqual([]);
  });
});
