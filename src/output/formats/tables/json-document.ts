/**
 * JSON documents with an element a video, as programs that look at videos import them. They are tables whose file is such a
 * document: written at the end of a run, and read back into the same rows by one that resumes it.
 */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { readLines } from '../../journal/read-lines.js';
import type { TableFile, TableReader, TableRow } from '../../tables/table.js';

/** What stands in a document: rows of a video, one after the other. */
export interface JsonShape {
  /** its first line */
  head: string;
  /** its last line */
  foot: string;
  /** On one line. @param rows of one video, at least one */
  toElement: (rows: readonly TableRow[]) => string;
  /** The same rows. @throws Error for what `toElement` has not made */
  fromElement: (element: string) => TableRow[];
}

/** An element a line, so that a document of any length is read and written piece by piece. */
export function jsonDocument(shape: JsonShape): TableFile {
  return {
    write: (path, _schema, rows) => pipeline(pieces(shape, rows), createWriteStream(path)),

    open: async (path) => {
      let rowCount = 0;
      try {
        for await (const { length } of readElements(shape, path)) rowCount += length;
      } catch {
        return undefined;
      }
      return { rowCount, rows: (start, end) => slice(shape, path, { start, end }), close: nothing };
    },
  };
}

const nothing: TableReader['close'] = () => Promise.resolve();

async function* pieces(
  { head, foot, toElement }: JsonShape,
  rows: AsyncIterable<TableRow>,
): AsyncGenerator<string, void, undefined> {
  let before = `${head}\n`;
  for await (const group of byVideo(rows)) {
    yield before + toElement(group);
    before = ',\n';
  }
  yield before === ',\n' ? `\n${foot}\n` : `${before}${foot}\n`;
}

/** A video's rows stand together. */
async function* byVideo(rows: AsyncIterable<TableRow>): AsyncGenerator<TableRow[], void, undefined> {
  let group: TableRow[] = [];
  for await (const row of rows) {
    if (group.length > 0 && group[0]?.video !== row.video) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

/** @throws Error for a document that is none of the shape, or cut short */
async function* readElements(
  { head, foot, fromElement }: JsonShape,
  path: string,
): AsyncGenerator<TableRow[], void, undefined> {
  let last: string | undefined;
  for await (const { text } of readLines(path)) {
    if (last === undefined && text !== head) break;
    if (last !== undefined && last !== head) yield fromElement(last.endsWith(',') ? last.slice(0, -1) : last);
    last = text;
  }
  if (last !== foot) throw new Error(`${path} is no such document`);
}

async function* slice(
  shape: JsonShape,
  path: string,
  { start, end }: { start: number; end: number },
): AsyncGenerator<TableRow, void, undefined> {
  let number = 0;
  for await (const rows of readElements(shape, path)) {
    if (number >= end) return;
    for (const row of rows) {
      if (number >= start && number < end) yield row;
      number += 1;
    }
  }
}
