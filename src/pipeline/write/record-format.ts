import type { TagRecord } from '../rank.js';
import { csvFormat } from './csv.js';
import { jsonlFormat } from './jsonl.js';

/** How records become text. */
export interface RecordFormat {
  /** what stands before the first record */
  header: string;
  toText(record: TagRecord): string;
}

export const FORMAT_NAMES = ['csv', 'jsonl'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

export const FORMATS: Readonly<Record<FormatName, RecordFormat>> = { csv: csvFormat, jsonl: jsonlFormat };
