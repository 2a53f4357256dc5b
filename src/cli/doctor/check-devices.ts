import type { CheckResult } from '../../check-result.js';
import { chooseDevice, rate, type DeviceFacts } from '../../xclip/runtime/device/choose-device.js';
import type { DeviceName } from '../../xclip/runtime/device/device-names.js';
import { explainFailure, notHere, SEE_DOCTOR } from '../../xclip/runtime/device/explain-failure.js';
import type { FoundGpu } from '../../xclip/runtime/device/find-gpus.js';
import type { Probe } from '../../xclip/runtime/device/probe-device.js';
import { PROVIDERS } from '../../xclip/runtime/device/provider.js';

/** The same, asking for each device once. */
export function askedOnce(facts: DeviceFacts): DeviceFacts {
  const asked = new Map<DeviceName, Promise<Probe>>();
  return {
    ...facts,
    probe: (device) => {
      const probe = asked.get(device) ?? facts.probe(device);
      asked.set(device, probe);
      return probe;
    },
  };
}

/** What the system shows, whether or not a driver can use it. */
export function checkGpus(gpus: readonly FoundGpu[] | undefined): CheckResult {
  if (gpus === undefined) {
    return {
      check: 'gpus',
      status: 'ok',
      detail: 'this system is not asked for them; the devices below tell',
    };
  }
  if (gpus.length > 0) {
    return { check: 'gpus', status: 'ok', detail: gpus.map(({ name }) => name).join(', ') };
  }
  return {
    check: 'gpus',
    status: 'warn',
    detail: 'the system shows none (neither in /dev/dri nor by the NVIDIA driver)',
    hint: 'if there is one, install its driver; a container must be given it: docker run --gpus all (NVIDIA) or --device /dev/dri (AMD, Intel)',
  };
}

/** Whether a device runs, how fast, and what to do if it does not. */
export async function checkDevice(device: DeviceName, facts: DeviceFacts): Promise<CheckResult> {
  const check = `device ${device}`;
  const unavailable = notHere(device, facts.machine);
  if (unavailable !== undefined) {
    // Nothing is wrong, and there is nothing to do: what the error of a run proposes may not run here either.
    return { check, status: 'ok', detail: `not on this system: ${unavailable.reason}` };
  }
  const probe = await facts.probe(device);
  if (device === 'cpu') return cpuResult(check, probe);
  if (!probe.runs) {
    const { reason, hint } = explainFailure(device, probe.message, facts.machine);
    const detail = `${PROVIDERS[device].title} does not run: ${reason}`;
    return { check, status: 'warn', detail, hint: whatToDo(hint, facts.gpus()) };
  }
  return runningFinding(check, probe, facts.gpus());
}

function whatToDo(hint: string, gpus: readonly FoundGpu[] | undefined): string {
  if (hint === SEE_DOCTOR) return 'take another --device, and report this message';
  return gpus?.length === 0 ? `it needs a GPU first; then ${hint}` : hint;
}

function cpuResult(check: string, probe: Probe): CheckResult {
  if (probe.runs) return { check, status: 'ok', detail: `multiplies at ${rate(probe.gflops)}` };
  return {
    check,
    status: 'fail',
    detail: 'onnxruntime does not run on it',
    hint: 'see onnxruntime, above',
  };
}

function runningFinding(
  check: string,
  { gflops, cpuGflops, hasFp16 }: Extract<Probe, { runs: true }>,
  gpus: readonly FoundGpu[] | undefined,
): CheckResult {
  const rates = `multiplies at ${rate(gflops)}, the CPU at ${rate(cpuGflops)}`;
  const detail = `${rates}; fp16: ${hasFp16 ? 'yes' : 'no'}`;
  if (gpus?.length === 0) {
    return {
      check,
      status: 'warn',
      detail: `only in software, without a GPU: ${detail}`,
      hint: 'leave --device out: the CPU itself serves better',
    };
  }
  if (gflops > cpuGflops) return { check, status: 'ok', detail };
  return {
    check,
    status: 'warn',
    detail: `slower than the CPU: ${detail}`,
    hint: "leave --device out; if the GPU should be faster, install its maker's driver, since this may be one in software",
  };
}

/** What `--device auto` would take, and why. */
export async function checkAutoDevice(facts: DeviceFacts): Promise<CheckResult> {
  const { name, why } = await chooseDevice('auto', 'fp32', facts);
  return { check: 'device auto', status: 'ok', detail: `takes ${name}: ${why}` };
}
