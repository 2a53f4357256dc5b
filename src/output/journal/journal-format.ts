/** The journal of a run: JSON lines that say what of its output is whole, and by which settings. Pure text. */
import type { FileStamp } from '../../pipeline/find/walk.js';

/** Read by this version only: what another wrote is not guessed at. */
export const JOURNAL_VERSION = 1;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What decides over results, by readable names. */
export type Settings = Readonly<Record<string, Json>>;

/** What a finished video came to. */
export interface VideoOutcome {
  video: string;
  /** undefined where there was no file to look at */
  stamp: FileStamp | undefined;
  failed: boolean;
  /** records written */
  clips: number;
}

/** A finished video, and where its part of the output and of the errors file ends; it begins where the last one's did. */
export interface JournalEntry extends VideoOutcome {
  rowsEnd: number;
  errorsEnd: number;
  /** of its bytes in both files and of the outcome (see video-sum.ts) */
  sum: string;
}

/** The first line. Without the weights' hash, which takes a while: results come before it. */
export function headerLine(settings: Settings): string {
  return toLine({ xclip_journal: JOURNAL_VERSION, settings });
}

/** The second line; entries follow. */
export function weightsLine(weightsHash: string): string {
  return toLine({ weights_sha256: weightsHash });
}

export function entryLine({ rowsEnd, errorsEnd, sum, ...outcome }: JournalEntry): string {
  return toLine({ ...outcomeFields(outcome), rows_end: rowsEnd, errors_end: errorsEnd, sum });
}

/** What an outcome is called in a file. */
export function outcomeFields({ video, stamp, failed, clips }: VideoOutcome): Record<string, Json> {
  return { video, size: stamp?.sizeBytes ?? null, mtime_ms: stamp?.modifiedMs ?? null, failed, clips };
}

function toLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** @returns undefined for what is no header, or one of another version */
export function parseHeader(line: string): Settings | undefined {
  const { xclip_journal: version, settings } = parseObject(line);
  if (version !== JOURNAL_VERSION || typeof settings !== 'object' || settings === null) return undefined;
  return settings as Settings;
}

/** @returns undefined for what does not name weights */
export function parseWeights(line: string): string | undefined {
  const { weights_sha256: hash } = parseObject(line);
  return typeof hash === 'string' ? hash : undefined;
}

/** @returns undefined for what is no entry */
export function parseEntry(line: string): JournalEntry | undefined {
  const fields = parseObject(line);
  const outcome = parseOutcome(fields);
  const { rows_end: rowsEnd, errors_end: errorsEnd, sum } = fields;
  if (outcome === undefined || !isOffset(rowsEnd) || !isOffset(errorsEnd) || typeof sum !== 'string') {
    return undefined;
  }
  return { ...outcome, rowsEnd, errorsEnd, sum };
}

/** @returns undefined for what is no outcome */
export function parseOutcome(fields: Record<string, unknown>): VideoOutcome | undefined {
  const { video, size, mtime_ms: modified, failed, clips } = fields;
  if (typeof video !== 'string' || typeof failed !== 'boolean' || !isOffset(clips)) return undefined;
  if (size === null && modified === null) return { video, stamp: undefined, failed, clips };
  if (!isOffset(size) || typeof modified !== 'number') return undefined;
  return { video, stamp: { sizeBytes: size, modifiedMs: modified }, failed, clips };
}

/** The fields of a line; none for what is no JSON object. */
export function parseObject(line: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Finished videos, counted. */
export interface FinishedCounts {
  videos: number;
  ok: number;
  failed: number;
  clips: number;
}

/** A video without clips that did not fail is none that anyone counts. */
export function countFinished(
  counts: FinishedCounts,
  { failed, clips }: Pick<VideoOutcome, 'failed' | 'clips'>,
): void {
  if (!failed && clips === 0) return;
  counts.videos += 1;
  counts[failed ? 'failed' : 'ok'] += 1;
  counts.clips += clips;
}
