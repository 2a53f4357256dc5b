import { CPU_STYLE, PLAIN_STYLE, WEBGPU_STYLE, type GraphStyle } from '../../graph/graph-style.js';
import type { DeviceName } from './device-names.js';

/** What we know of a provider of onnxruntime. docs/DEVICES.md says which of it is tested. */
export interface Provider {
  /** for people */
  title: string;
  /** how graphs are written for it */
  style: GraphStyle;
  /** Node's names of the systems that have it; all if undefined */
  systems?: readonly NodeJS.Platform[];
  /** whether it takes every operator of our graphs, so that a node left to the CPU is an error and not a slow surprise */
  takesAll: boolean;
}

export const PROVIDERS: Readonly<Record<DeviceName, Provider>> = {
  cpu: { title: 'the CPU', style: CPU_STYLE, takesAll: true },
  webgpu: { title: 'WebGPU', style: WEBGPU_STYLE, takesAll: true },
  cuda: { title: 'CUDA', style: CPU_STYLE, systems: ['linux', 'win32'], takesAll: false },
  tensorrt: { title: 'TensorRT', style: PLAIN_STYLE, systems: ['linux', 'win32'], takesAll: false },
  coreml: { title: 'CoreML', style: PLAIN_STYLE, systems: ['darwin'], takesAll: false },
  dml: { title: 'DirectML', style: PLAIN_STYLE, systems: ['win32'], takesAll: false },
};
