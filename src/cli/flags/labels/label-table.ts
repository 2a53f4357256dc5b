/** Labels with the prompts that describe them: CSV with the columns label and prompt. */
import { parse } from 'csv-parse/sync';
import { messageOf, UsageError } from '../../../errors.js';
import { shortened } from '../../../quoted.js';
import { badLabels } from './label-file.js';

/** What the parser says may hold a whole field. */
const MOST_REASON_CHARACTERS = 300;

/** A row of a table of labels. */
export interface LabelRow {
  /** where it stands, for messages */
  place: string;
  label: string;
  /** what the model reads; empty for the label itself */
  prompt: string;
}

interface ParsedRow {
  record: string[];
  info: { lines: number };
}

/**
 * The rows of a table of labels; undefined for a list, which any other text is.
 * @param text of the file
 * @param withComments lines that begin with # are skipped
 * @throws UsageError BAD_LABELS_FILE naming the line, DUPLICATE_PROMPT naming both
 */
export function labelTable(
  text: string,
  file: string,
  { withComments }: { withComments: boolean },
): LabelRow[] | undefined {
  const words = firstLine(text, withComments)
    .split(',')
    .map((cell) => columnName(cell.trim().replace(/^"(.*)"$/, '$1')));
  if (!words.includes('label') || !words.includes('prompt')) {
    requireNoHeader(words, file);
    return undefined;
  }
  const [header, ...body] = parsed(text, file, withComments);
  const columns = header?.record.map(columnName) ?? [];
  const rows = body.map(({ record, info }) => toRow(record, columns, `line ${info.lines} of ${file}`));
  refuseTwins(rows);
  return rows;
}

/** The first line that says something. */
function firstLine(text: string, withComments: boolean): string {
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    const trimmed = line.trim();
    if (trimmed !== '' && !(withComments && trimmed.startsWith('#'))) return trimmed;
  }
  return '';
}

function columnName(cell: string): string {
  return cell.toLowerCase();
}

function toRow(record: readonly string[], columns: readonly string[], place: string): LabelRow {
  requireCells(record, columns, place);
  const cell = (column: string): string => record[columns.indexOf(column)] ?? '';
  const label = cell('label');
  if (label === '' || /[\r\n]/.test(label)) {
    const what = label === '' ? 'has no label' : 'has a label of several lines';
    throw badLabels(`${place} ${what}`, 'give each row a label of one line');
  }
  return { place, label, prompt: cell('prompt') };
}

/** A file that is called CSV and has one of the two columns was meant to have both. */
function requireNoHeader(columns: readonly string[], file: string): void {
  if (columns.length < 2 || !file.toLowerCase().endsWith('.csv')) return;
  const there = ['label', 'prompt'].find((name) => columns.includes(name));
  if (there === undefined) return;
  throw badLabels(
    `${file} has a column ${there}, but none named ${there === 'label' ? 'prompt' : 'label'}`,
    'name the columns label and prompt, or give a text file with a label a line',
  );
}

function parsed(text: string, file: string, withComments: boolean): ParsedRow[] {
  try {
    const rows: unknown = parse(text, {
      info: true,
      trim: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      ...(withComments ? { comment: '#', comment_no_infix: true } : {}),
    });
    return rows as ParsedRow[];
  } catch (error) {
    throw badLabels(
      `${file} is no table of labels: ${shortened(messageOf(error), MOST_REASON_CHARACTERS)}`,
      'put what holds commas or quotes in quotes, as in "a dog, running"',
      error,
    );
  }
}

function requireCells(record: readonly string[], columns: readonly string[], place: string): void {
  if (record.length === columns.length) return;
  const cells = record.length === 1 ? '1 cell' : `${record.length} cells`;
  throw badLabels(
    `${place} has ${cells}, where the header has ${columns.length}`,
    'put what holds commas in quotes, as in "a dog, running"',
  );
}

function refuseTwins(rows: readonly LabelRow[]): void {
  const seen = new Map<string, string>();
  for (const { label, prompt, place } of rows) {
    const key = JSON.stringify([label, prompt]);
    const first = seen.get(key);
    if (first !== undefined) {
      const what = prompt === '' ? 'without a prompt' : `with the prompt "${shortened(prompt)}"`;
      throw new UsageError(
        `the label "${shortened(label)}" stands twice ${what}: at ${first} and at ${place}`,
        { code: 'DUPLICATE_PROMPT', hint: 'take one out: it would weigh double' },
      );
    }
    seen.set(key, place);
  }
}
