import { describe, expect, test } from 'vitest';
import { explainFailure } from '../../../../src/xclip/runtime/device/explain-failure.js';
import type { DeviceName } from '../../../../src/xclip/runtime/device/device-names.js';

const LINUX = { platform: 'linux', arch: 'x64' } as const;

describe('why a device does not run', () => {
  // Messages as onnxruntime 1.30 and the libraries below it give them.
  test.each<[DeviceName, string, string, RegExp]>([
    [
      'webgpu',
      'webgpu_context.cc:136 … Failed to get a WebGPU adapter: No supported adapters',
      'no driver offers a GPU',
      /libvulkan1/,
    ],
    [
      'webgpu',
      "Name:'node_4' shader_helper.cc:416 Program Cast requires f16 but the device does not support it.",
      'it does not compute in fp16',
      /--precision/,
    ],
    [
      'webgpu',
      'graph nodes that are assigned to the default CPU EP, but fallback',
      'it lacks operators of the model',
      /another --device/,
    ],
    [
      'cuda',
      'Failed to load shared library\nlibonnxruntime_providers_shared.so: cannot open shared object file: No such file',
      "onnxruntime's CUDA libraries are not installed",
      /onnxruntime-node-install=cuda12/,
    ],
    [
      'cuda',
      'libcudnn.so.9: cannot open shared object file: No such file or directory',
      'the library libcudnn.so.9 is missing',
      /cuDNN 9/,
    ],
    [
      'cuda',
      'libcublasLt.so.12: cannot open shared object file',
      'the library libcublasLt.so.12 is missing',
      /LD_LIBRARY_PATH/,
    ],
    [
      'tensorrt',
      'libnvinfer.so.10: cannot open shared object file',
      'the library libnvinfer.so.10 is missing',
      /TensorRT 10/,
    ],
    [
      'cuda',
      'CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version',
      'its driver is too old for CUDA 12',
      /525/,
    ],
    ['cuda', 'CUDA failure 100: no CUDA-capable device is detected', 'no NVIDIA GPU is seen', /nvidia-smi/],
    [
      'webgpu',
      'vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY',
      'its memory does not hold the model',
      /--device cpu/,
    ],
    ['webgpu', 'it crashed (SIGSEGV)\nmore', 'it crashed (SIGSEGV)', /doctor/],
    ['webgpu', '\u001B[1;31msomething new\u001B[m', 'something new', /doctor/],
    ['webgpu', '', '', /doctor/],
  ])('%s: %s', (device, message, reason, hint) => {
    const failure = explainFailure(device, message, LINUX);
    expect(failure.reason).toBe(reason);
    expect(failure.hint).toMatch(hint);
  });

  test('where onnxruntime has no WebGPU', () => {
    expect(explainFailure('webgpu', '', { platform: 'linux', arch: 'arm64' }).reason).toMatch(
      /no WebGPU for linux on arm64/,
    );
  });
});
