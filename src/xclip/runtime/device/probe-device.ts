import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DeviceName } from './device-names.js';
import type { ProbeReply } from './probe-child.js';

/** What came of trying a device. */
export type Probe =
  | {
      runs: true;
      /** of fp32 products, measured */
      gflops: number;
      /** of the CPU, by the same products */
      cpuGflops: number;
      /** whether it multiplies in fp16 */
      hasFp16: boolean;
    }
  | {
      runs: false;
      /** what the runtime and the libraries below it said */
      message: string;
    };

const ENTRY = fileURLToPath(new URL('./probe-child.js', import.meta.url));
/** A first start may compile shaders or engines. */
const TIMEOUT_MS = 120_000;

/** Multiplies matrices on a device, in a process of its own, which is killed after `timeoutMs`. */
export function probeDevice(device: DeviceName, timeoutMs = TIMEOUT_MS): Promise<Probe> {
  const options = { timeout: timeoutMs, env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' } };
  return new Promise((resolve) => {
    execFile(process.execPath, [ENTRY, device], options, (error, stdout, stderr) => {
      resolve(probeOf(stdout, stderr, error, timeoutMs));
    });
  });
}

/** Reads what the child said, or what its end says. */
export function probeOf(
  stdout: string,
  stderr: string,
  end: { signal?: NodeJS.Signals | null | undefined; killed?: boolean | undefined } | null,
  timeoutMs = TIMEOUT_MS,
): Probe {
  const reply = parsed(stdout);
  if (reply !== undefined && !('error' in reply)) return { runs: true, ...reply };
  if (reply !== undefined) return { runs: false, message: `${reply.error}\n${stderr}` };
  if (end?.killed === true)
    return { runs: false, message: `no answer within ${timeoutMs / 1000} s\n${stderr}` };
  return { runs: false, message: `it crashed${end?.signal ? ` (${end.signal})` : ''}\n${stderr}` };
}

function parsed(stdout: string): ProbeReply | undefined {
  try {
    return JSON.parse(stdout) as ProbeReply;
  } catch {
    return undefined;
  }
}
