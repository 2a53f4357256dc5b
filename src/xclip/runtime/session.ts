/** The one module that knows onnxruntime-node: sessions over graphs built in memory, plain tensors in and out. */
import type * as Ort from 'onnxruntime-node';
import type { DeviceName } from './device/device-names.js';
import { PROVIDERS } from './device/provider.js';
import type { TensorType } from '../graph/onnx-proto.js';

export interface PlainTensor {
  type: Extract<TensorType, 'float32' | 'uint8' | 'int64'>;
  data: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;
  dims: readonly number[];
}

export interface SessionSource {
  /** an ONNX model in memory */
  model: Uint8Array;
  /** the folder that the model's external data is named relative to */
  weightsFolder: string;
  /** threads inside one operator; undefined leaves the choice to the runtime (one a core) */
  threads: number | undefined;
  /** lay the weights out as products take them: a second copy of them, private to the process; false if undefined */
  prepack?: boolean;
  /** what it runs on; the CPU if undefined */
  device?: DeviceName;
}

export interface Session {
  run(feeds: Readonly<Record<string, PlainTensor>>): Promise<Record<string, Float32Array<ArrayBuffer>>>;
  release(): Promise<void>;
}

/** Its newer format of models, which knows the operators that we use. */
const COREML_ML_PROGRAM = 0x10;

/** Every output of our graphs is fp32. */
export async function createSession({
  model,
  weightsFolder,
  threads,
  prepack = false,
  device = 'cpu',
}: SessionSource): Promise<Session> {
  // Loaded here and not above: --help should not pay for a 20 MB library.
  const ort = await import('onnxruntime-node');
  const session = await ort.InferenceSession.create(model, {
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    logSeverityLevel: 3,
    executionProviders: executionProviders(device),
    extra: {
      session: {
        // Weights are mapped from the checkpoint's own files, never copied.
        model_external_initializers_file_folder_path: weightsFolder,
        // Idle threads that spin would fight over the cores with the other sessions and the decoders.
        force_spinning_stop: '1',
        // Repacked weights would be a second copy of them in memory, private to the process and slow to make.
        disable_prepacking: prepack ? '0' : '1',
        // What a GPU left to the CPU would be copied there and back at every run, and nobody would know.
        disable_cpu_ep_fallback: device !== 'cpu' && PROVIDERS[device].takesAll ? '1' : '0',
      },
    },
  });
  return {
    run: async (feeds) => toPlain(await session.run(toOrt(ort, feeds))),
    release: () => session.release(),
  };
}

/** The runtime's version, and the providers it was built for; those that are not bundled need libraries of their own. */
export async function describeRuntime(): Promise<{
  version: string;
  providers: { name: string; isBundled: boolean }[];
}> {
  const { env, listSupportedBackends } = await import('onnxruntime-node');
  return {
    version: env.versions.node ?? env.versions.common,
    providers: listSupportedBackends().map(({ name, bundled }) => ({ name, isBundled: bundled })),
  };
}

/** Those after the first take what it leaves; the CPU is always the last. */
function executionProviders(device: DeviceName): Ort.InferenceSession.ExecutionProviderConfig[] {
  if (device === 'tensorrt') return ['tensorrt', 'cuda'];
  return device === 'coreml' ? [{ name: device, coreMlFlags: COREML_ML_PROGRAM }] : [device];
}

function toOrt(ort: typeof Ort, feeds: Readonly<Record<string, PlainTensor>>): Record<string, Ort.Tensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { type, data, dims }]) => [name, new ort.Tensor(type, data, dims)]),
  );
}

function toPlain(outputs: Ort.InferenceSession.OnnxValueMapType): Record<string, Float32Array<ArrayBuffer>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => {
      if (!(data instanceof Float32Array)) throw new TypeError(`output ${name} is not float32`);
      // A copy that JavaScript owns, which can be transferred to another thread.
      return [name, new Float32Array(data)];
    }),
  );
}

/** One of a graph's outputs. */
export function namedOutput(
  outputs: Readonly<Record<string, Float32Array<ArrayBuffer>>>,
  name: string,
): Float32Array<ArrayBuffer> {
  const output = outputs[name];
  if (output === undefined) throw new TypeError(`the graph has no output ${name}`);
  return output;
}
