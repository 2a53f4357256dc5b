import { toStoreLine } from '../rows/clip-text.js';
import { parquetSource, parquetTarget } from '../rows/parquet-rows.js';
import type { OutputFormat } from './output-format.js';

/** A feature store: embeddings with their visual context, for `tag` and `search` (docs/STORE.md). */
export const embedsParquet: OutputFormat<'embeddings'> = {
  name: 'parquet',
  rows: 'embeddings',
  extensions: ['.parquet'],
  isResumable: true,
  text: () => ({ header: '', toText: toStoreLine }),
  files: { source: parquetSource, target: parquetTarget },
};
