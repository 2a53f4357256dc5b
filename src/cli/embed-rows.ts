import { arraySource, arrayTarget } from '../pipeline/journal/array-rows.js';
import { toArrayLine, toStoreLine } from '../pipeline/journal/clip-text.js';
import type { RowSource, RowTarget } from '../pipeline/journal/output-rows.js';
import { parquetSource, parquetTarget } from '../pipeline/journal/parquet-rows.js';
import type { RunFiles } from '../pipeline/journal/run-files.js';
import { textRows } from '../pipeline/journal/text-rows.js';
import { toEmbedLine } from '../pipeline/write/embed-jsonl.js';
import type { StoreDescription } from '../store/store-description.js';
import type { StoredClip } from '../store/stored-clip.js';
import type { EmbedFormat } from './embed-flags.js';

/** How a format's rows are read and written by a run that can be resumed. */
interface EmbedRows {
  toText: (clip: StoredClip) => string;
  source: (files: RunFiles) => RowSource;
  target: (files: RunFiles, description: StoreDescription) => RowTarget;
}

export const EMBED_ROWS: Readonly<Record<EmbedFormat, EmbedRows>> = {
  jsonl: {
    toText: toEmbedLine,
    source: ({ output }) => textRows(output, ''),
    target: ({ output }) => textRows(output, ''),
  },
  npy: {
    toText: toArrayLine,
    source: ({ output }) => arraySource(output),
    target: ({ output }, { embedding }) => arrayTarget(output, embedding.width),
  },
  parquet: { toText: toStoreLine, source: parquetSource, target: parquetTarget },
};
