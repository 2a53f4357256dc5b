import { toEmbedLine, clipFields } from '../pipeline/write/embed-jsonl.js';
import { NpyWriter } from '../pipeline/write/npy.js';
import { fileSink, stdoutSink } from '../pipeline/write/sink.js';
import type { StoreDescription } from '../store/store-description.js';
import { StoreWriter } from '../store/store-writer.js';
import type { StoredClip } from '../store/stored-clip.js';
import type { EmbedTarget } from './embed-request.js';

/** Where embedded clips go, whatever the format. */
export interface EmbedWriter {
  write(clip: StoredClip): Promise<void>;
  close(): Promise<void>;
}

/** The file beside an array that says which clip each row is. */
export function indexFileOf(output: string): string {
  return `${output}.index.jsonl`;
}

export async function openEmbedWriter(
  { format, output }: EmbedTarget,
  description: StoreDescription,
): Promise<EmbedWriter> {
  if (format === 'parquet') return StoreWriter.create(output, description);
  if (format === 'npy') return openArray(output, description.embedding.width);
  const sink = output === undefined ? stdoutSink() : await fileSink(output);
  return { write: (clip) => sink.write(toEmbedLine(clip)), close: () => sink.close() };
}

async function openArray(output: string, width: number): Promise<EmbedWriter> {
  const array = await NpyWriter.create(output, width);
  const index = await fileSink(indexFileOf(output));
  let row = 0;
  return {
    write: async (clip) => {
      // The index first: it may know one row more than a run that was killed has written, never one less.
      await index.write(`${JSON.stringify({ row, ...clipFields(clip) })}\n`);
      await array.write(clip.embedding);
      row += 1;
    },
    close: async () => {
      await Promise.all([array.close(), index.close()]);
    },
  };
}
