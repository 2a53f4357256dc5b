import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { messageOf } from '../../../errors.js';
import { quoted, shortened } from '../../../quoted.js';
import { LONGEST_LINE_CHARACTERS, textPieces } from './text-pieces.js';

interface CsvRow<Column extends string> {
  cells: Record<Column, string>;
  /** on which it ends, from 1 */
  line: number;
}

/** What the parser says may hold a whole field. */
const MOST_REASON_CHARACTERS = 200;

/**
 * The rows of a CSV file, some of whose columns are wanted, by their names in its first line; one at a time.
 * @param optional columns whose cells are empty where the file has none
 * @throws Error for what is no such file, with the line; system errors (ENOENT, …)
 */
export async function* csvRows<Column extends string>(
  path: string,
  wanted: readonly Column[],
  optional: readonly Column[] = [],
): AsyncGenerator<CsvRow<Column>, void, undefined> {
  let places: [Column, number][] | undefined;
  for await (const { record, info } of parsed(path)) {
    if (places === undefined) {
      places = [...placesIn(record, wanted), ...optional.map(placeIn(record))];
      continue;
    }
    const cells = Object.fromEntries(places.map(([name, place]) => [name, record[place] ?? '']));
    yield { cells: cells as Record<Column, string>, line: info.lines };
  }
  if (places === undefined) throw new Error('it is empty');
}

interface Parsed {
  record: string[];
  info: { lines: number };
}

async function* parsed(path: string): AsyncGenerator<Parsed, void, undefined> {
  const parser = parse({
    info: true,
    trim: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_LINE_CHARACTERS,
  });
  const pieces = textPieces(path);
  // The parser is ended by what goes wrong in its source, and says so below.
  const records = pipeline(Readable.from(pieces), parser, () => undefined);
  try {
    for await (const record of records as AsyncIterable<Parsed>) yield record;
  } catch (error) {
    throw new Error(shortened(messageOf(error), MOST_REASON_CHARACTERS), { cause: error });
  } finally {
    // Its file is closed before anyone goes on.
    await pieces.return();
  }
}

function placesIn<Column extends string>(
  header: readonly string[],
  wanted: readonly Column[],
): [Column, number][] {
  return wanted.map(placeIn<Column>(header)).map(([name, place]) => {
    if (place === -1) {
      throw new Error(`it has no column ${name} (its first line is ${quoted(header.join(','))})`);
    }
    if (header.lastIndexOf(name) !== place) throw new Error(`it has two columns ${name}`);
    return [name, place];
  });
}

function placeIn<Column extends string>(header: readonly string[]): (name: Column) => [Column, number] {
  return (name) => [name, header.indexOf(name)];
}
