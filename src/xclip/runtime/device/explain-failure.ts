import { XclipError, messageOf } from '../../../errors.js';
import { isOutOfMemory } from '../out-of-memory.js';
import type { DeviceName } from './device-names.js';
import { PROVIDERS } from './provider.js';

/** Why a device does not run, and what to do. */
export interface DeviceFailure {
  reason: string;
  hint: string;
}

export interface Machine {
  platform: NodeJS.Platform;
  arch: string;
}

/** Where onnxruntime's package has WebGPU. */
const WITHOUT_WEBGPU: readonly string[] = ['linux-arm64'];

/** What the runtime says where a device has no fp16. */
export const NO_FP16 = 'requires f16 but the device does not support it';

const CUDA_LIBRARIES =
  'get them with: npm rebuild onnxruntime-node --foreground-scripts --onnxruntime-node-install=cuda12, and install CUDA 12 and cuDNN 9';

/** What to do about a message that nobody has explained yet. */
export const SEE_DOCTOR = 'see xclip doctor, or take --device cpu';

/** What messages of the runtime, and of the libraries below it, mean; the first that fits. */
const KNOWN: readonly {
  pattern: RegExp;
  explain: (found: RegExpExecArray, machine: Machine) => DeviceFailure;
}[] = [
  {
    pattern: new RegExp(NO_FP16),
    explain: () => ({ reason: 'it does not compute in fp16', hint: 'leave out --precision fp16' }),
  },
  {
    pattern: /Failed to get a WebGPU adapter|No supported adapters/i,
    explain: (_found, { platform }) => ({
      reason: 'no driver offers a GPU',
      hint: WEBGPU_DRIVER[platform] ?? ANY_DRIVER,
    }),
  },
  {
    pattern: /libonnxruntime_providers_(?:shared|cuda|tensorrt)\.so: cannot open shared object file/,
    explain: () => ({ reason: "onnxruntime's CUDA libraries are not installed", hint: CUDA_LIBRARIES }),
  },
  {
    pattern: /\b(lib(?:cu|nv)[\w.-]*\.so[\d.]*): cannot open shared object file/,
    explain: ([, library]) => ({
      reason: `the library ${library} is missing`,
      hint: /nvinfer|nvonnx/.test(library ?? '')
        ? 'install TensorRT 10 for CUDA 12, or take --device cuda'
        : 'install CUDA 12 and cuDNN 9, and put their folder into LD_LIBRARY_PATH',
    }),
  },
  {
    pattern: /CUDA driver version is insufficient/,
    explain: () => ({
      reason: 'its driver is too old for CUDA 12',
      hint: 'update the NVIDIA driver to 525 or newer',
    }),
  },
  {
    pattern: /no CUDA-capable device is detected|CUDA_ERROR_NO_DEVICE/i,
    explain: () => ({
      reason: 'no NVIDIA GPU is seen',
      hint: 'check nvidia-smi; containers need --gpus all',
    }),
  },
  {
    pattern: /assigned to the default CPU EP/,
    explain: () => ({
      reason: 'it lacks operators of the model',
      hint: 'take another --device, and tell us: this should not happen',
    }),
  },
];

const ANY_DRIVER = "install the GPU's driver, or take --device cpu";
const WEBGPU_DRIVER: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    "install libvulkan1 and the GPU's Vulkan driver (mesa-vulkan-drivers for AMD and Intel; NVIDIA's own), and check with vulkaninfo; containers need the GPU's device files",
};

/**
 * @param message what the runtime said, and the libraries below it
 * @param machine where it was said
 */
export function explainFailure(
  device: DeviceName,
  message: string,
  machine: Machine = { platform: process.platform, arch: process.arch },
): DeviceFailure {
  const unavailable = notHere(device, machine);
  if (unavailable !== undefined) return unavailable;
  if (isOutOfMemory(message)) {
    return {
      reason: 'its memory does not hold the model',
      hint: 'end what else uses it, or take --device cpu',
    };
  }
  for (const { pattern, explain } of KNOWN) {
    const found = pattern.exec(message);
    if (found !== null) return explain(found, machine);
  }
  return { reason: firstLine(message), hint: SEE_DOCTOR };
}

/** The error of a device that cannot run, or not what it is given. */
export function deviceError(device: DeviceName, cause: unknown, machine?: Machine): XclipError {
  const { reason, hint } = explainFailure(device, messageOf(cause), machine);
  return new XclipError(`--device ${device} cannot run here: ${reason}`, { code: 'NO_DEVICE', hint, cause });
}

/** Why a device cannot run on any machine of this kind; undefined if it might. */
export function notHere(device: DeviceName, { platform, arch }: Machine): DeviceFailure | undefined {
  const { title, systems } = PROVIDERS[device];
  if (systems !== undefined && !systems.includes(platform)) {
    return { reason: `${title} is not for ${platform}`, hint: 'take --device webgpu, or leave it out' };
  }
  if (device === 'webgpu' && WITHOUT_WEBGPU.includes(`${platform}-${arch}`)) {
    return { reason: `onnxruntime has no WebGPU for ${platform} on ${arch} yet`, hint: 'take --device cpu' };
  }
  return undefined;
}

/** Of a runtime's message, as people may read it. */
export function firstLine(message: string): string {
  // eslint-disable-next-line no-control-regex -- onnxruntime colours its log
  const plain = message.replace(/\u001B\[[\d;]*m/g, '').trim();
  return plain.split('\n', 1)[0]?.slice(0, 300) ?? 'unknown';
}
