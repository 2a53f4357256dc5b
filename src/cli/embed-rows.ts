import { arraySource, arrayTarget } from '../output/rows/array-rows.js';
import { toArrayLine, toStoreLine } from '../output/rows/clip-text.js';
import type { RowSource, RowTarget } from '../output/rows/output-rows.js';
import { parquetSource, parquetTarget } from '../output/rows/parquet-rows.js';
import type { RunFiles } from '../output/journal/run-files.js';
import { textRows } from '../output/rows/text-rows.js';
import { toEmbedLine } from '../output/formats/embed-jsonl.js';
import type { StoreDescription } from '../store/store-description.js';
import type { StoredClip } from '../store/stored-clip.js';
import type { EmbedFormat } from './embed/flags.js';

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
