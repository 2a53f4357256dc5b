import type { StoredClip } from '../../store/stored-clip.js';
import { toDigits, toMicroseconds } from './numbers.js';

/** What says which clip a row is, as JSONL and index files give it. `notes` is there only when there is any. */
export function clipFields(clip: StoredClip): Record<string, unknown> {
  return {
    video: clip.video,
    clip: clip.clip,
    start_s: toMicroseconds(clip.startSeconds),
    end_s: toMicroseconds(clip.endSeconds),
    frame_indices: clip.frameIndices,
    ...(clip.notes.length === 0 ? {} : { notes: clip.notes }),
  };
}

/** One line a clip, with its embedding. */
export function toEmbedLine(clip: StoredClip): string {
  const { notes, ...fields } = clipFields(clip);
  const embedding = Array.from(clip.embedding, toDigits);
  return `${JSON.stringify({ ...fields, embedding, ...(notes === undefined ? {} : { notes }) })}\n`;
}
