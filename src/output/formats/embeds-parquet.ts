import { toStoreLine } from '../rows/clip-text.js';
import type { OutputFormat } from './output-format.js';

/** Loaded when a store is opened: the libraries that it takes would cost every other command its start. */
const loadRows = () => import('../rows/parquet-rows.js');

/** A feature store: embeddings with their visual context, for `tag` and `search` (docs/STORE.md). */
export const embedsParquet: OutputFormat<'embeddings'> = {
  name: 'parquet',
  rows: 'embeddings',
  extensions: ['.parquet'],
  isResumable: true,
  text: () => ({ header: '', toText: toStoreLine }),
  files: {
    source: (files) => ({
      start: 0,
      files: [files.output],
      open: async () => (await loadRows()).openStoreRows(files),
    }),
    target: (files, description) => ({
      create: async () => (await loadRows()).createStore(files, description),
      resume: async (end) => (await loadRows()).resumeStore(files, description, end),
    }),
  },
};
