import { messageOf } from '../../errors.js';
import type { ResultColumns } from '../result-columns.js';
import { fieldsOf, listOf, numberOf, numbersOf, optionalText, segmentsOfList, textOf } from './fields.js';
import type { ReadResult } from './read-result.js';
import { wholeLines } from './whole-lines.js';

type Fields = Readonly<Record<string, unknown>>;

/** tag's JSONL, a record a clip or (`--per video`) a video. @throws Error naming the line */
export async function readJsonl(path: string, source: number, columns: ResultColumns): Promise<ReadResult> {
  const end = { isTorn: false };
  let lineNumber = 0;
  let kind: ReadResult['kind'] = 'clips';
  for await (const lines of wholeLines(path, ({ isTorn }) => (end.isTorn = isTorn))) {
    for (const line of lines.slice(0, -1).split('\n')) {
      lineNumber += 1;
      if (line.trim() === '') continue;
      try {
        kind = addRecord(JSON.parse(line) as unknown, source, columns);
      } catch (error) {
        throw withLine(error, lineNumber);
      }
    }
  }
  return { kind, notes: end.isTorn ? ['it is cut short: its last line is left out'] : [] };
}

/** What ends the whole report keeps its code. */
function withLine(error: unknown, lineNumber: number): unknown {
  if (error instanceof Error && 'code' in error) return error;
  return new Error(`line ${lineNumber}: ${messageOf(error)}`, { cause: error });
}

function addRecord(value: unknown, source: number, columns: ResultColumns): 'clips' | 'videos' {
  const record = fieldsOf(value, 'it');
  const isOfVideo = 'clips' in record;
  const row = columns.addRow({
    source,
    video: textOf(record, 'video'),
    clip: numberOf(record, isOfVideo ? 'clips' : 'clip'),
    startSeconds: numberOf(record, 'start_s'),
    endSeconds: numberOf(record, 'end_s'),
  });
  const ranks = new Map<string | undefined, number>();
  for (const entry of listOf(record, 'labels')) {
    const fields = fieldsOf(entry, 'a label');
    const set = optionalText(fields, 'set');
    const rank = (ranks.get(set) ?? 0) + 1;
    ranks.set(set, rank);
    columns.addEntry(row, { set, rank, ...(isOfVideo ? summaryEntry(fields) : clipEntry(fields)) });
  }
  if ('frame_indices' in record) columns.setFrames(row, numbersOf(record, 'frame_indices'));
  if ('notes' in record) columns.addNotes(row, listOf(record, 'notes').map(String));
  return isOfVideo ? 'videos' : 'clips';
}

function clipEntry(fields: Fields) {
  return { label: textOf(fields, 'label'), probability: numberOf(fields, 'probability') };
}

function summaryEntry(fields: Fields) {
  return {
    label: textOf(fields, 'label'),
    probability: numberOf(fields, 'mean_probability'),
    summary: {
      peak: numberOf(fields, 'max_probability'),
      peakStartSeconds: numberOf(fields, 'max_start_s'),
      segments: segmentsOfList(fields),
    },
  };
}
