/** Clips as lines of text, exact to the bit, and back: what a journal and its sums are about where an output is no text. */
import type { StoredClip } from '../../store/stored-clip.js';
import { toMicroseconds } from '../formats/numbers.js';

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

/** What an array's index says of a clip, and its embedding. */
export function toArrayLine(clip: StoredClip): string {
  return arrayLine(clipFields(clip), clip.embedding);
}

export function arrayLine(fields: Record<string, unknown>, embedding: Uint8Array | Float32Array): string {
  return `${JSON.stringify({ ...fields, embedding: toBase64(embedding) })}\n`;
}

export function fromArrayLine(line: string): {
  fields: Record<string, unknown>;
  embedding: Float32Array<ArrayBuffer>;
} {
  const { embedding, ...fields } = JSON.parse(line) as { embedding: string };
  return { fields, embedding: toFloats(embedding) };
}

/** All that a store keeps of a clip. */
export function toStoreLine(clip: StoredClip): string {
  const {
    video,
    clip: number,
    startSeconds,
    endSeconds,
    frameIndices,
    notes,
    span,
    embedding,
    context,
  } = clip;
  return `${JSON.stringify({
    video,
    clip: number,
    startSeconds,
    endSeconds,
    frameIndices,
    notes,
    span: span === undefined ? undefined : { startSeconds: span.startSeconds, endSeconds: span.endSeconds },
    embedding: toBase64(embedding),
    context: context === undefined ? undefined : toBase64(context),
  })}\n`;
}

export function fromStoreLine(line: string): StoredClip {
  const { embedding, context, ...clip } = JSON.parse(line) as Omit<StoredClip, 'embedding' | 'context'> & {
    embedding: string;
    context?: string;
  };
  return {
    ...clip,
    embedding: toFloats(embedding),
    context: context === undefined ? undefined : toBytes(context),
  };
}

/** The lines of a text, with their newlines. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n/g) ?? [];
}

function toBase64({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function toFloats(text: string): Float32Array<ArrayBuffer> {
  return new Float32Array(toBytes(text).buffer);
}
