import { arraySource, arrayTarget } from '../rows/array-rows.js';
import { toArrayLine } from '../rows/clip-text.js';
import type { OutputFormat } from './output-format.js';

/** NumPy's array of all embeddings, with an index beside it that says which clip each row is. */
export const embedsNpy: OutputFormat<'embeddings'> = {
  name: 'npy',
  rows: 'embeddings',
  extensions: ['.npy'],
  isResumable: true,
  text: () => ({ header: '', toText: toArrayLine }),
  files: {
    source: ({ output }) => arraySource(output),
    target: ({ output }, { embedding }) => arrayTarget(output, embedding.width),
  },
};
