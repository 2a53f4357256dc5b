import { existsSync } from 'node:fs';
import { probeDevice, type Probe } from '../../dist/xclip/runtime/device/probe-device.js';

/** The GPU in software that Debian's chromium brings. */
export const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * Whether WebGPU runs here: on a real GPU, or else on SwiftShader, whose driver is then named to this process and to
 * those that it starts. Tests that need it are skipped where it does not.
 */
export async function findWebGpu(): Promise<Extract<Probe, { runs: true }> | undefined> {
  let probe = await probeDevice('webgpu');
  if (!probe.runs && existsSync(SWIFTSHADER)) {
    process.env.VK_ICD_FILENAMES = SWIFTSHADER;
    process.env.XDG_RUNTIME_DIR ??= '/tmp';
    probe = await probeDevice('webgpu');
  }
  return probe.runs ? probe : undefined;
}
