import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UsageError, XclipError } from '../../../errors.js';
import type { DeviceChoice, DeviceName } from './device-names.js';
import { deviceError, explainFailure, NO_FP16, notHere, type Machine } from './explain-failure.js';
import { findGpus, type FoundGpu } from './find-gpus.js';
import { probeDevice, type Probe } from './probe-device.js';
import { PROVIDERS } from './provider.js';

/** What the vision tower may be asked to compute in. */
export const PRECISION_NAMES = ['fp32', 'fp16', 'int8'] as const;
export type PrecisionName = (typeof PRECISION_NAMES)[number];

/** The device of a run. */
export interface ChosenDevice {
  name: DeviceName;
  /** for people: why this one */
  why: string;
}

/** What choosing asks of the machine; tests answer themselves. */
export interface DeviceFacts {
  machine: Machine;
  /** undefined where the system has no simple answer */
  gpus: () => FoundGpu[] | undefined;
  probe: (device: DeviceName) => Promise<Probe>;
  hasCudaLibraries: () => boolean;
}

export const THIS_MACHINE: DeviceFacts = {
  machine: { platform: process.platform, arch: process.arch },
  gpus: findGpus,
  probe: probeDevice,
  hasCudaLibraries,
};

/** TensorRT is never chosen: it takes minutes to build an engine, which only those who ask for it should pay. */
const AUTO_ORDER: readonly DeviceName[] = ['cuda', 'webgpu', 'coreml', 'dml'];

/**
 * The device that `--device` and `--precision` mean on this machine. `auto` takes a GPU only if it multiplies faster
 * than the CPU, which a GPU in software (SwiftShader, llvmpipe) cannot: it is the CPU, by a longer way.
 * @throws UsageError DEVICE_PRECISION; XclipError NO_DEVICE if what was asked for cannot run
 */
export async function chooseDevice(
  choice: DeviceChoice,
  precision: PrecisionName,
  facts: DeviceFacts = THIS_MACHINE,
): Promise<ChosenDevice> {
  checkPrecision(choice, precision);
  if (choice === 'cpu') return { name: 'cpu', why: 'asked for' };
  if (choice === 'auto') return chooseBest(precision, facts);
  const probe = await tryDevice(choice, facts);
  if (!probe.runs) throw deviceError(choice, probe.message, facts.machine);
  if (precision === 'fp16' && !probe.hasFp16) throw deviceError(choice, NO_FP16, facts.machine);
  return { name: choice, why: 'asked for' };
}

async function chooseBest(precision: PrecisionName, facts: DeviceFacts): Promise<ChosenDevice> {
  if (precision === 'int8') return { name: 'cpu', why: 'int8 is for the CPU' };
  const passed: string[] = [];
  for (const device of AUTO_ORDER) {
    if (!isWorthTrying(device, facts)) continue;
    const verdict = judge(await facts.probe(device), { device, precision, machine: facts.machine });
    if (verdict.isGood) return { name: device, why: verdict.why };
    passed.push(`${device}: ${verdict.why}`);
  }
  const why = passed.length === 0 ? 'no GPU is found' : passed.join('; ');
  if (precision === 'fp16') {
    throw new XclipError(`--precision fp16 needs a GPU, and none serves here (${why})`, {
      code: 'NO_DEVICE',
      hint: 'leave it out, or take --precision int8 on the CPU',
    });
  }
  return { name: 'cpu', why };
}

/** Whether there is a sign of a device, without which no process is started to try it. */
function isWorthTrying(device: DeviceName, { machine, gpus, hasCudaLibraries }: DeviceFacts): boolean {
  if (notHere(device, machine) !== undefined) return false;
  if (device === 'cuda') return hasCudaLibraries();
  return device !== 'webgpu' || gpus()?.length !== 0;
}

interface Judged {
  device: DeviceName;
  precision: PrecisionName;
  machine: Machine;
}

/** Whether `auto` takes a device, and why. */
export function judge(
  probe: Probe,
  { device, precision, machine }: Judged,
): { isGood: boolean; why: string } {
  if (!probe.runs) return { isGood: false, why: explainFailure(device, probe.message, machine).reason };
  if (precision === 'fp16' && !probe.hasFp16) return { isGood: false, why: 'it does not compute in fp16' };
  const rates = `${rate(probe.gflops)}, the CPU ${rate(probe.cpuGflops)}`;
  return probe.gflops > probe.cpuGflops
    ? { isGood: true, why: `it multiplies at ${rates}` }
    : { isGood: false, why: `slower than the CPU, as GPUs in software are (${rates})` };
}

/** For people. */
export function rate(gflops: number): string {
  return `${gflops < 10 ? gflops.toPrecision(2) : Math.round(gflops)} GFLOPS`;
}

async function tryDevice(device: DeviceName, { machine, probe }: DeviceFacts): Promise<Probe> {
  return notHere(device, machine) === undefined ? probe(device) : { runs: false, message: '' };
}

function checkPrecision(choice: DeviceChoice, precision: PrecisionName): void {
  if (choice === 'cpu' && precision === 'fp16') {
    throw new UsageError('--precision fp16 is for GPUs', {
      code: 'DEVICE_PRECISION',
      hint: 'on the CPU take fp32 or int8, or leave out --device',
    });
  }
  if (precision === 'int8' && choice !== 'cpu' && choice !== 'auto') {
    throw new UsageError(`--precision int8 is for the CPU, not for ${PROVIDERS[choice].title}`, {
      code: 'DEVICE_PRECISION',
      hint: 'take --precision fp16, or --device cpu',
    });
  }
}

/** onnxruntime's package does not have them: they are fetched when it is installed, unless that was forbidden. */
export function hasCudaLibraries(): boolean {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = join(dirname(main), '../bin/napi-v6', process.platform, process.arch);
  return existsSync(join(folder, 'libonnxruntime_providers_cuda.so'));
}
