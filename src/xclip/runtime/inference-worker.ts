/**
 * The worker thread that owns the sessions. `session.run()` blocks its thread for the whole inference: here it blocks
 * nothing else, and decoding, progress and Ctrl-C go on.
 */
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../errors.js';
import { findNotFinite } from './not-finite.js';
import { createSession, type PlainTensor, type Session, type SessionSource } from './session.js';

export type InferenceRequest =
  | { id: number; kind: 'load'; graph: string; source: SessionSource }
  | { id: number; kind: 'run'; graph: string; feeds: Record<string, PlainTensor> }
  | { id: number; kind: 'release'; graph: string };

export type InferenceReply =
  | { id: number; outputs: Record<string, Float32Array<ArrayBuffer>>; milliseconds: number }
  /** an output of the graph holds NaN or infinity */
  | { id: number; notFinite: string }
  | { id: number; error: string };

const sessions = new Map<string, Session>();

async function answer(request: InferenceRequest): Promise<Record<string, Float32Array<ArrayBuffer>>> {
  if (request.kind === 'load') {
    sessions.set(request.graph, await createSession(request.source));
    return {};
  }
  const session = sessions.get(request.graph);
  if (session === undefined) throw new Error(`the graph ${request.graph} is not loaded`);
  if (request.kind === 'run') return session.run(request.feeds);
  sessions.delete(request.graph);
  await session.release();
  return {};
}

async function reply(port: NonNullable<typeof parentPort>, request: InferenceRequest): Promise<void> {
  try {
    const started = performance.now();
    const outputs = await answer(request);
    const notFinite = findNotFinite(outputs);
    if (notFinite !== undefined) {
      port.postMessage({ id: request.id, notFinite } satisfies InferenceReply);
      return;
    }
    const message: InferenceReply = { id: request.id, outputs, milliseconds: performance.now() - started };
    port.postMessage(
      message,
      Object.values(outputs).map((output) => output.buffer),
    );
  } catch (error) {
    port.postMessage({ id: request.id, error: messageOf(error) } satisfies InferenceReply);
  }
}

const port = parentPort;
if (port !== null) port.on('message', (request: InferenceRequest) => void reply(port, request));
