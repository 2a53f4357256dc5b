import type { TagRecord } from '../../pipeline/rank/rank.js';
import { csvFormat } from './csv.js';
import { jsonlFormat } from './jsonl.js';
import { vttFormat } from './vtt.js';

/** How records become text. */
export interface RecordFormat {
  /** what stands before the first record */
  header: string;
  toText(record: TagRecord): string;
}

export const FORMAT_NAMES = ['csv', 'jsonl', 'vtt'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

export interface FormatOptions {
  /** the sets of labels have names */
  hasSets: boolean;
  /** CSV without live formulas (`csvCell`); false if undefined */
  isSafe?: boolean | undefined;
}

export const FORMATS: Readonly<Record<FormatName, (options: FormatOptions) => RecordFormat>> = {
  csv: csvFormat,
  jsonl: () => jsonlFormat,
  vtt: () => vttFormat,
};
