import { badAnswer } from './hub-errors.js';

interface Limit {
  /** for messages */
  host: string;
  /** more cannot be an answer of the Hub, and is not read on */
  mostBytes: number;
}

/** All of an answer's body. @throws CheckpointError HUB_BAD_ANSWER; what the body's stream throws */
export async function readBody(response: Response, limit: Limit): Promise<Uint8Array<ArrayBuffer>> {
  const chunks = [];
  for await (const chunk of boundedChunks(response, limit)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** An answer's body, up to its limit. @throws CheckpointError HUB_BAD_ANSWER; what the body's stream throws */
export async function* boundedChunks(
  response: Response,
  { host, mostBytes }: Limit,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of chunksOf(response)) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw badAnswer(host, `an answer that goes on after ${mostBytes} bytes`);
    yield chunk;
  }
}

/** The chunks of an answer's body; where they are not all taken, its connection is let go. */
export async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null) return;
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Without this, a body left half-read keeps its connection, and the process, alive.
    await reader.cancel().catch(() => undefined);
  }
}
