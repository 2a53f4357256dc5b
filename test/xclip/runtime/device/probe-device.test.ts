import { describe, expect, test } from 'vitest';
import { probeDevice, probeOf } from '../../../../dist/xclip/runtime/device/probe-device.js';

describe('trying a device', () => {
  test('measures one that runs', async () => {
    const probe = await probeDevice('cpu');
    expect(probe).toMatchObject({ runs: true, hasFp16: true });
    expect(probe.runs && probe.gflops).toBeGreaterThan(0.1);
  });

  test('tells what is said of one that is not there', async () => {
    const probe = await probeDevice(process.platform === 'linux' ? 'coreml' : 'tensorrt');
    expect(probe.runs).toBe(false);
    expect(!probe.runs && probe.message).toMatch(/coreml|tensorrt/i);
  });

  test.each([
    ['', 'boom', { signal: 'SIGSEGV' as const, killed: false }, 'it crashed (SIGSEGV)\nboom'],
    ['{"gflops":', '', { signal: null, killed: false }, 'it crashed\n'],
    ['', '', { signal: 'SIGTERM' as const, killed: true }, 'no answer within 120 s\n'],
    ['{"error":"no"}', 'because', null, 'no\nbecause'],
  ])('reads %j and how it ended', (stdout, stderr, end, message) => {
    expect(probeOf(stdout, stderr, end)).toEqual({ runs: false, message });
  });
});
