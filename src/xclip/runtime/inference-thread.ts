import { Worker } from 'node:worker_threads';
import { messageOf, XclipError } from '../../errors.js';
import { addressHint, requireAddresses } from '../../process-limits.js';
import type { InferenceReply, InferenceRequest } from './inference-worker.js';
import { NotFinite } from './not-finite.js';
import type { PlainTensor, SessionSource } from './session.js';

type Outputs = Record<string, Float32Array<ArrayBuffer>>;
type RequestBody = InferenceRequest extends infer R
  ? R extends InferenceRequest
    ? Omit<R, 'id'>
    : never
  : never;

interface Pending {
  resolve: (reply: { outputs: Outputs; milliseconds: number }) => void;
  reject: (error: Error) => void;
}

/** The inference thread ended by itself, and what was asked of it is lost. */
export class InferenceDied extends XclipError {
  constructor(cause: Error) {
    super(`the inference thread died (${messageOf(cause)})`, { code: 'INFERENCE_FAILED', cause });
  }
}

const ENTRY = new URL('./inference-worker.js', import.meta.url);

/** The main thread's end of the inference worker: requests are answered in the order they are made. */
export class InferenceThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #death: InferenceDied | undefined;
  #onIdle: () => void = () => undefined;

  readonly #busyMs = new Map<string, number>();

  /** @param entry of the worker; tests name one that fails. @throws XclipError ADDRESS_LIMIT */
  constructor(entry: URL = ENTRY) {
    requireAddresses();
    silenceTelemetry();
    this.#worker = new Worker(entry);
    this.#worker.on('message', (reply: InferenceReply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#die(error));
    this.#worker.on('exit', (status) => this.#die(new Error(`exit ${status}`)));
    // An idle worker must not keep the process alive; a pending request does.
    this.#worker.unref();
  }

  /** Whether all further requests fail. */
  get isDead(): boolean {
    return this.#death !== undefined;
  }

  async load(graph: string, source: SessionSource): Promise<void> {
    await this.#request({ kind: 'load', graph, source }, []);
  }

  /**
   * The buffers of `feeds` are moved to the worker: they are empty here afterwards.
   * @throws NotFinite if any number that comes out is NaN or infinite
   */
  async run(graph: string, feeds: Record<string, PlainTensor>): Promise<Outputs> {
    const buffers = Object.values(feeds).map((tensor) => tensor.data.buffer);
    const { outputs, milliseconds } = await this.#request({ kind: 'run', graph, feeds }, buffers);
    this.#busyMs.set(graph, this.busyMs(graph) + milliseconds);
    return outputs;
  }

  /** Milliseconds spent so far inside a graph's `run` requests. */
  busyMs(graph: string): number {
    return this.#busyMs.get(graph) ?? 0;
  }

  async release(graph: string): Promise<void> {
    await this.#request({ kind: 'release', graph }, []);
  }

  async close(): Promise<void> {
    // A thread that ends inside a call of the runtime aborts the whole process: let what is under way come to its end.
    if (this.#pending.size > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    await this.#worker.terminate();
  }

  #request(body: RequestBody, transfer: ArrayBuffer[]): Promise<{ outputs: Outputs; milliseconds: number }> {
    if (this.#death !== undefined) return Promise.reject(this.#death);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ id, ...body }, transfer);
    });
  }

  #settle(reply: InferenceReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) {
      this.#worker.unref();
      this.#onIdle();
    }
    if ('error' in reply) pending?.reject(inferenceError(reply.error));
    else if ('notFinite' in reply) pending?.reject(new NotFinite(reply.notFinite));
    else pending?.resolve(reply);
  }

  #die(cause: Error): void {
    this.#death ??= new InferenceDied(cause);
    for (const { reject } of this.#pending.values()) reject(this.#death);
    this.#pending.clear();
    this.#onIdle();
  }
}

/** What the runtime says where it is refused memory, or a stack for a thread. */
const REFUSED = /alloc|memory|pthread_create|mmap/i;

function inferenceError(message: string): XclipError {
  const hint = REFUSED.test(message) ? addressHint() : undefined;
  return new XclipError(`inference failed: ${message}`, {
    code: 'INFERENCE_FAILED',
    ...(hint === undefined ? {} : { hint }),
  });
}

/**
 * Since 1.29, onnxruntime reports to its makers on Linux and macOS too, and leaves an identifier and a log in the folder for
 * temporary files. It looks at the process's own environment, of which a worker has a copy: so it is set here.
 */
function silenceTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
}

/**
 * The graphs of one checkpoint in one inference thread. The thread starts with the first request, and a graph is loaded
 * when it is first needed. Where the thread has died, the next request starts another, which loads its graphs again.
 */
export abstract class GraphHost<G> {
  readonly #loaded = new Map<string, Promise<void>>();
  /** What threads that are gone were busy with. */
  readonly #past: InferenceThread[] = [];
  readonly #ending: Promise<void>[] = [];
  #thread: InferenceThread | undefined;
  #isClosed = false;

  /** The same whenever `sourceOf` would give the same. */
  protected abstract nameOf(graph: G): string;

  protected abstract sourceOf(graph: G, thread: InferenceThread): SessionSource | Promise<SessionSource>;

  /**
   * @param feeds whose buffers are moved away
   * @throws XclipError DISPOSED after `close`
   */
  async run(
    graph: G,
    feeds: Readonly<Record<string, PlainTensor>>,
  ): Promise<Record<string, Float32Array<ArrayBuffer>>> {
    const thread = this.#livingThread();
    await this.#load(graph, thread);
    return thread.run(this.nameOf(graph), feeds);
  }

  async load(graph: G): Promise<void> {
    await this.#load(graph, this.#livingThread());
  }

  async release(graph: G): Promise<void> {
    if (this.#loaded.delete(this.nameOf(graph))) await this.#thread?.release(this.nameOf(graph));
  }

  /** Milliseconds that its threads have been busy with a graph. */
  busyMs(graph: G): number {
    const threads = this.#thread === undefined ? this.#past : [...this.#past, this.#thread];
    return threads.reduce((sum, thread) => sum + thread.busyMs(this.nameOf(graph)), 0);
  }

  /** Ends the thread with all that it holds, also on the device; the next request starts another. */
  restart(): void {
    const ending = this.#thread;
    if (ending === undefined) return;
    this.#giveUp(ending);
    this.#ending.push(ending.close());
  }

  /** Ends the thread once what is under way has come to its end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#ending, this.#thread?.close()]);
  }

  #livingThread(): InferenceThread {
    if (this.#isClosed) {
      throw new XclipError('the model was disposed of', {
        code: 'DISPOSED',
        hint: 'open it again with from_pretrained',
      });
    }
    if (this.#thread?.isDead === true) this.#giveUp(this.#thread);
    return (this.#thread ??= new InferenceThread());
  }

  #giveUp(thread: InferenceThread): void {
    this.#past.push(thread);
    this.#loaded.clear();
    this.#thread = undefined;
  }

  #load(graph: G, thread: InferenceThread): Promise<void> {
    const name = this.nameOf(graph);
    const known = this.#loaded.get(name);
    if (known !== undefined) return known;
    const loading = this.#loadInto(thread, graph, name);
    this.#loaded.set(name, loading);
    return loading;
  }

  async #loadInto(thread: InferenceThread, graph: G, name: string): Promise<void> {
    try {
      await thread.load(name, await this.sourceOf(graph, thread));
    } catch (error) {
      // What failed for want of memory, say, may be tried again.
      if (this.#thread === thread) this.#loaded.delete(name);
      throw error;
    }
  }
}
