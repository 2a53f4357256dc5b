/** Values of untrusted rows, each checked. Errors name the field; readers add the line and the file. */
import { notA } from './bad-results.js';

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw notA('an object', what, value);
}

export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw notA('a text', name, value);
}

/** CSV and Parquet write numbers in their own ways. */
export function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  const number =
    typeof value === 'bigint' || (typeof value === 'string' && value !== '') ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw notA('a number', name, typeof value === 'bigint' ? String(value) : value);
}

export function listOf(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  if (Array.isArray(value)) return value;
  throw notA('a list', name, value);
}

export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return value === undefined || value === null ? undefined : textOf(fields, name);
}

export function numbersOf(fields: Fields, name: string): number[] {
  const values = listOf(fields, name);
  const wrong = values.findIndex((value) => typeof value !== 'number' || !Number.isFinite(value));
  if (wrong !== -1) throw notA('a number', `${name}[${wrong}]`, values[wrong]);
  return values as number[];
}

/** As JSONL and Parquet have them: `[{start_s, end_s}, …]`; start, end, start, end … */
export function segmentsOfList(fields: Fields): number[] {
  return listOf(fields, 'segments').flatMap((segment) => {
    const span = fieldsOf(segment, 'a segment');
    return [numberOf(span, 'start_s'), numberOf(span, 'end_s')];
  });
}
