import { readRegularFile } from '../../files/read-regular-file.js';
import { messageOf, systemCodeOf } from '../../errors.js';
import type { ResultColumns } from '../result-columns.js';
import { fieldsOf, textOf } from './fields.js';
import { wholeLines } from './whole-lines.js';

export interface Companions {
  run: Record<string, unknown> | null;
  failures: number;
  notes: string[];
  /** one of the two is there */
  areThere: boolean;
}

/** What a run wrote beside its results. What of it cannot be read costs only itself, and is said. */
export async function readCompanions(
  path: string,
  source: number,
  { failures }: ResultColumns,
): Promise<Companions> {
  const notes: string[] = [];
  let run: Companions['run'] = null;
  let areThere = false;
  try {
    run = { ...fieldsOf(JSON.parse(readRegularFile(`${path}.run.json`).toString('utf8')), 'it') };
    areThere = true;
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') notes.push(`its run.json cannot be read: ${messageOf(error)}`);
  }
  const before = failures.video.length;
  let lineNumber = 0;
  try {
    for await (const lines of wholeLines(`${path}.errors.jsonl`, ({ isTorn }) => {
      if (isTorn) notes.push('its errors.jsonl is cut short: the last line is left out');
    })) {
      for (const line of lines.slice(0, -1).split('\n')) {
        lineNumber += 1;
        const fields = fieldsOf(JSON.parse(line), 'it');
        const row = [textOf(fields, 'video'), textOf(fields, 'code'), textOf(fields, 'message')] as const;
        failures.source.push(source);
        failures.video.push(row[0]);
        failures.code.push(row[1]);
        failures.message.push(row[2]);
      }
    }
    areThere = true;
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT')
      notes.push(`its errors.jsonl cannot be read from line ${lineNumber} on: ${messageOf(error)}`);
  }
  return { run, failures: failures.video.length - before, notes, areThere };
}
