import { XclipError } from '../../errors.js';
import { InferenceThread } from './inference-thread.js';
import type { PlainTensor, SessionSource } from './session.js';

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
