import { describe, expect, test } from 'vitest';
import { askedOnce, checkAutoDevice, checkDevice, checkGpus } from '../../../src/cli/doctor/check-devices.js';
import { checkRuntime } from '../../../src/cli/doctor/check-runtime.js';
import type { DeviceFacts } from '../../../src/xclip/runtime/device/choose-device.js';
import { DEVICE_NAMES, type DeviceName } from '../../../src/xclip/runtime/device/device-names.js';
import type { Probe } from '../../../src/xclip/runtime/device/probe-device.js';

const FAST: Probe = { runs: true, gflops: 4000, cpuGflops: 110, hasFp16: true };
const SLOW: Probe = { runs: true, gflops: 0.034, cpuGflops: 110, hasFp16: false };
const GPU = { name: 'NVIDIA H100' };

interface Fixture {
  facts: DeviceFacts;
  asked: DeviceName[];
}

/** A Linux machine whose devices answer as told, and not at all otherwise. */
function machineWith(probes: Partial<Record<DeviceName, Probe>>, more: Partial<DeviceFacts> = {}): Fixture {
  const asked: DeviceName[] = [];
  const facts: DeviceFacts = {
    machine: { platform: 'linux', arch: 'x64' },
    gpus: () => [],
    hasCudaLibraries: () => true,
    probe: (device) => {
      asked.push(device);
      return Promise.resolve(probes[device] ?? { runs: false, message: 'No supported adapters' });
    },
    ...more,
  };
  return { facts, asked };
}

describe('a device', () => {
  test('that is faster than the CPU is fine', async () => {
    const { facts } = machineWith({ webgpu: FAST }, { gpus: () => [GPU] });
    expect(await checkDevice('webgpu', facts)).toEqual({
      check: 'device webgpu',
      status: 'ok',
      detail: 'multiplies at 4000 GFLOPS, the CPU at 110 GFLOPS; fp16: yes',
    });
  });

  test('in software is a warning with its speed', async () => {
    const { facts } = machineWith({ webgpu: SLOW });
    expect(await checkDevice('webgpu', facts)).toMatchObject({
      status: 'warn',
      detail: 'only in software, without a GPU: multiplies at 0.034 GFLOPS, the CPU at 110 GFLOPS; fp16: no',
      hint: expect.stringContaining('leave --device out') as string,
    });
  });

  test('that is slower than the CPU though there is a GPU is a warning too', async () => {
    const { facts } = machineWith({ webgpu: SLOW }, { gpus: () => [GPU] });
    expect(await checkDevice('webgpu', facts)).toMatchObject({
      status: 'warn',
      detail: expect.stringMatching(/^slower than the CPU/) as string,
      hint: expect.stringContaining('driver') as string,
    });
  });

  test('that this system cannot have is not tried', async () => {
    const { facts, asked } = machineWith({});
    expect(await checkDevice('coreml', facts)).toMatchObject({
      status: 'ok',
      detail: 'not on this system: CoreML is not for linux',
    });
    expect(asked).toEqual([]);
  });

  test.each([
    { gpus: [], hint: /^it needs a GPU first; then install libvulkan1/ },
    { gpus: [GPU], hint: /^install libvulkan1/ },
  ])('that does not run says what to do, with $gpus.length GPUs', async ({ gpus, hint }) => {
    const { facts } = machineWith({}, { gpus: () => gpus });
    const finding = await checkDevice('webgpu', facts);
    expect(finding).toMatchObject({
      status: 'warn',
      detail: 'WebGPU does not run: no driver offers a GPU',
    });
    expect(finding.hint).toMatch(hint);
  });

  test('with a message that nobody knows does not send to the doctor', async () => {
    const { facts } = machineWith(
      { cuda: { runs: false, message: 'it crashed (SIGSEGV)\n' } },
      { gpus: () => [GPU] },
    );
    const finding = await checkDevice('cuda', facts);
    expect(finding.detail).toBe('CUDA does not run: it crashed (SIGSEGV)');
    expect(finding.hint).toContain('report');
    expect(finding.hint).not.toContain('doctor');
  });

  test('that is the CPU stops every run if it does not work, and the runtime is not loaded here', async () => {
    const dead: Probe = { runs: false, message: 'it crashed (SIGILL)' };
    const { facts } = machineWith({ cpu: dead });
    expect((await checkDevice('cpu', facts)).status).toBe('fail');
    expect(await checkRuntime(dead)).toMatchObject({
      status: 'fail',
      detail: 'it does not run: it crashed (SIGILL)',
      hint: expect.stringContaining('npm rebuild onnxruntime-node') as string,
    });
  });
});

test('each device is asked once, the choice included', async () => {
  const { facts, asked } = machineWith({ cpu: FAST, webgpu: FAST }, { gpus: () => [GPU] });
  const once = askedOnce(facts);
  for (const device of DEVICE_NAMES) await checkDevice(device, once);
  const auto = await checkAutoDevice(once);
  expect(asked).toEqual(['cpu', 'webgpu', 'cuda', 'tensorrt']);
  expect(auto).toEqual({
    check: 'device auto',
    status: 'ok',
    detail: expect.stringMatching(/^takes webgpu: .*4000 GFLOPS/) as string,
  });
});

test.each([
  [[GPU, { name: 'Intel (/dev/dri/renderD128)' }], 'ok', 'NVIDIA H100, Intel (/dev/dri/renderD128)'],
  [[], 'warn', 'the system shows none'],
  [undefined, 'ok', 'not asked'],
])('of GPUs %j is said: %s', (gpus, status, text) => {
  const finding = checkGpus(gpus);
  expect(finding.status).toBe(status);
  expect(finding.detail).toContain(text);
});
