import { availableParallelism } from 'node:os';
import { XclipError } from '../../errors.js';
import type { Checkpoint } from '../../xclip/checkpoint/checkpoint.js';
import { InferenceThread } from '../../xclip/runtime/inference-thread.js';
import type { PlainTensor } from '../../xclip/runtime/session.js';
import { Tensor, type FloatTensor } from '../tensor.js';

/** A graph's outputs by name. */
export class GraphOutputs {
  constructor(private readonly outputs: Readonly<Record<string, Float32Array<ArrayBuffer>>>) {}

  /** An output with its shape. */
  tensor(name: string, dims: readonly number[]): FloatTensor {
    const data = this.outputs[name];
    if (data === undefined) throw new TypeError(`the graph has no output ${name}`);
    return new Tensor(data, dims);
  }

  /** `name_0`, `name_1`, …, all of one shape. */
  tensors(name: string, dims: readonly number[]): FloatTensor[] {
    const tensors = [];
    for (let i = 0; `${name}_${i}` in this.outputs; i++) tensors.push(this.tensor(`${name}_${i}`, dims));
    return tensors;
  }
}

/**
 * The graphs of one model in one worker thread. The thread starts with the first run, a graph is built and loaded
 * when it is first run.
 */
export class GraphRunner {
  readonly #checkpoint: Checkpoint;
  readonly #threads: number;
  readonly #loading = new Map<string, Promise<void>>();
  #thread: InferenceThread | undefined;
  #isClosed = false;

  constructor(checkpoint: Checkpoint, threads: number = availableParallelism()) {
    this.#checkpoint = checkpoint;
    this.#threads = threads;
  }

  /**
   * @param name of the graph, the same whenever `build` would build the same
   * @param feeds whose buffers are moved away
   * @throws XclipError DISPOSED after `close`
   */
  async run(
    name: string,
    build: (checkpoint: Checkpoint) => Uint8Array<ArrayBuffer>,
    feeds: Record<string, PlainTensor>,
  ): Promise<GraphOutputs> {
    if (this.#isClosed) {
      throw new XclipError('the model was disposed of', {
        code: 'DISPOSED',
        hint: 'open it again with from_pretrained',
      });
    }
    const thread = (this.#thread ??= new InferenceThread());
    await this.#load(thread, name, build);
    return new GraphOutputs(await thread.run(name, feeds));
  }

  /** Ends the thread; runs under way fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#thread?.close();
  }

  #load(
    thread: InferenceThread,
    name: string,
    build: (checkpoint: Checkpoint) => Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    const known = this.#loading.get(name);
    if (known !== undefined) return known;
    const loading = thread.load(name, {
      model: build(this.#checkpoint),
      weightsFolder: this.#checkpoint.folder,
      threads: this.#threads,
    });
    this.#loading.set(name, loading);
    return loading;
  }
}
