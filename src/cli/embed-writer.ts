import { toEmbedLine, clipFields } from '../output/formats/embed-jsonl.js';
import { IndexedArray } from '../output/formats/indexed-array.js';
import { fileSink, stdoutSink } from '../output/sink.js';
import type { StoreDescription } from '../store/store-description.js';
import { StoreWriter } from '../store/store-writer.js';
import type { StoredClip } from '../store/stored-clip.js';
import type { EmbedTarget } from './embed/request.js';

/** Where embedded clips go, whatever the format. */
export interface EmbedWriter {
  write(clip: StoredClip): Promise<void>;
  close(): Promise<void>;
}

/** Clips into an output without a journal. */
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
  const array = await IndexedArray.create(output, width);
  return { write: (clip) => array.write(clipFields(clip), clip.embedding), close: () => array.close() };
}
