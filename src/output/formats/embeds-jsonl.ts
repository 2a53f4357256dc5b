import type { StoredClip } from '../../store/stored-clip.js';
import { clipFields } from '../rows/clip-text.js';
import { toDigits } from './numbers.js';
import type { OutputFormat } from './output-format.js';

/** One line a clip, with its embedding. */
export const embedsJsonl: OutputFormat<'embeddings'> = {
  name: 'jsonl',
  rows: 'embeddings',
  extensions: ['.jsonl', '.ndjson'],
  isResumable: true,
  text: () => ({ header: '', toText: toLine }),
};

function toLine(clip: StoredClip): string {
  const { notes, ...fields } = clipFields(clip);
  const embedding = Array.from(clip.embedding, toDigits);
  return `${JSON.stringify({ ...fields, embedding, ...(notes === undefined ? {} : { notes }) })}\n`;
}
