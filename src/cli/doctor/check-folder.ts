import type { CheckResult } from '../../check-result.js';
import { bytesText } from '../terminal/bytes-text.js';
import { freeBytes, nearestThere, sizeOf, whyNotWritable } from './folder-state.js';

export interface FolderQuestion {
  check: string;
  /** absolute; it need not be there */
  folder: string;
  /** whether what is in it is counted */
  counts: boolean;
  /** that a first run may write there */
  neededBytes: number;
  /** what it means if nothing can be written there */
  unwritable: 'warn' | 'fail';
  /** how to take another folder, as a clause */
  elsewhere: string;
}

/** Whether a folder that runs write to can be written, what is in it, and what fits. */
export async function checkFolder(question: FolderQuestion): Promise<CheckResult> {
  const { check, folder, elsewhere } = question;
  const problem = await whyNotWritable(folder);
  if (problem !== undefined) {
    const detail = `${folder} cannot be written: ${problem}`;
    return { check, status: question.unwritable, detail, hint: `make it writable, or ${elsewhere}` };
  }
  const free = await freeBytes(folder);
  const content = question.counts ? await contentText(folder) : '';
  const detail = `${folder}: ${content}${bytesText(free)} free`;
  if (free >= question.neededBytes) return { check, status: 'ok', detail };
  const hint = `make room (a first run may need ${bytesText(question.neededBytes)}), or ${elsewhere}`;
  return { check, status: 'warn', detail, hint };
}

async function contentText(folder: string): Promise<string> {
  if ((await nearestThere(folder)) !== folder) return 'not there yet, ';
  const { bytes, files, isWhole } = await sizeOf(folder);
  return `${isWhole ? '' : 'more than '}${bytesText(bytes)} in ${files} ${files === 1 ? 'file' : 'files'}, `;
}
