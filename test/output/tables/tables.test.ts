import { existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { parquetTable } from '../../../src/output/tables/parquet-table.js';
import { sqliteTable } from '../../../src/output/tables/sqlite-table.js';
import type { TableFile, TableRow, TableSchema } from '../../../src/output/tables/table.js';
import { tempFolder } from '../../support/temp-folder.js';

const SCHEMA: TableSchema = {
  name: 'things',
  columns: [
    { name: 'name', type: 'text' },
    { name: 'count', type: 'integer' },
    { name: 'share', type: 'real' },
    { name: 'kind', type: 'text', isNullable: true },
    { name: 'notes', type: 'texts' },
    { name: 'spans', type: 'spans' },
  ],
  sql: ['create view best as select * from things where count = 1'],
};

/** What text, numbers and lists may be. */
const ODD: TableRow[] = [
  { name: '', count: 0, share: 0, kind: null, notes: [], spans: [] },
  { name: 'é 😀 "q" \'s\' ; --\n\t', count: 2147483647, share: 1, kind: 'x', notes: ['', 'b"'], spans: [] },
  { name: '=1+1', count: -5, share: 5e-324, kind: '', notes: [], spans: [{ start_s: 0, end_s: 4.5 }] },
  {
    name: 'x'.repeat(100_000),
    count: 1,
    share: -1.7976931348623157e308,
    kind: null,
    notes: [],
    spans: [
      { start_s: 0.1, end_s: 0.3 },
      { start_s: 8, end_s: 10 },
    ],
  },
];

const many = (count: number): TableRow[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `videos/${i % 97}.mp4`,
    count: i,
    share: 1 / (i + 1),
    kind: i % 3 === 0 ? null : `kind ${i % 5}`,
    notes: i % 11 === 0 ? ['a', 'b'] : [],
    spans: i % 7 === 0 ? [{ start_s: i, end_s: i + 0.5 }] : [],
  }));

async function* stream(rows: TableRow[]): AsyncGenerator<TableRow> {
  for (const row of rows) yield await Promise.resolve(row);
}

async function readAll(table: TableFile, path: string, from = 0, to = Infinity): Promise<TableRow[]> {
  const reader = await table.open(path, SCHEMA);
  if (reader === undefined) throw new Error(`${path} is no such table`);
  const rows = [];
  for await (const row of reader.rows(from, Math.min(to, reader.rowCount))) rows.push(row);
  await reader.close();
  return rows;
}

describe.each<[string, TableFile]>([
  ['Parquet', parquetTable],
  ['SQLite', sqliteTable],
])('%s', (_name, table) => {
  test.each<[string, TableRow[]]>([
    ['no rows', []],
    ['odd rows', ODD],
    ['more rows than are in memory at once', many(60_001)],
  ])('%s come back as they were, and give the same bytes again', async (_what, rows) => {
    const [path, again] = [join(tempFolder(), 'a'), join(tempFolder(), 'b')];
    await table.write(path, SCHEMA, stream(rows));
    await table.write(again, SCHEMA, stream(rows));
    expect(readFileSync(path).equals(readFileSync(again))).toBe(true);
    const found = await readAll(table, path);
    // As text, which tells the order of columns; compared whole, since a difference of this size is no message.
    expect(JSON.stringify(found) === JSON.stringify(rows)).toBe(true);
    if (rows.length < 2) return;
    expect(await readAll(table, path, 1, 2)).toEqual(rows.slice(1, 2));
  });

  test('what is none of ours is no table, and is not touched', async () => {
    const folder = tempFolder();
    const path = join(folder, 'x');
    expect(await table.open(join(folder, 'missing'), SCHEMA)).toBeUndefined();
    await table.write(path, SCHEMA, stream(many(3000)));
    const other = { ...SCHEMA, name: 'others', columns: SCHEMA.columns.slice(1) };
    expect(await table.open(path, { ...other, columns: [{ name: 'else', type: 'real' }] })).toBeUndefined();
    mkdirSync(join(folder, 'folder'));
    expect(await table.open(join(folder, 'folder'), SCHEMA)).toBeUndefined();
    for (const text of ['', 'hello', 'PAR1', 'SQLite format 3\0', 'x'.repeat(5000)]) {
      writeFileSync(path, text);
      expect(await table.open(path, SCHEMA), text.slice(0, 20)).toBeUndefined();
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });

  test('a table that was cut or overwritten gives an error or rows, never a crash', async () => {
    const path = join(tempFolder(), 'x');
    for (const share of [0.1, 0.5, 0.9, 0.999]) {
      await table.write(path, SCHEMA, stream(many(3000)));
      truncateSync(path, Math.floor(share * statSync(path).size));
      const read = readAll(table, path);
      await expect(read.then((rows) => rows.length < 3000)).rejects.toThrow();
    }
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, 100, 900));
    await readAll(table, path).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
  });
});

test('others open the Parquet file by the types that it names', async () => {
  const path = join(tempFolder(), 'x.parquet');
  await parquetTable.write(path, SCHEMA, stream(many(5)));
  const bytes = readFileSync(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  expect(await parquetReadObjects({ file, columns: ['name', 'spans'] })).toEqual(
    many(5).map(({ name, spans }) => ({ name, spans })),
  );
});

describe('an SQLite table', () => {
  test('has its view, is whole, and leaves no lock', async () => {
    const path = join(tempFolder(), 'x.db');
    // As a process leaves it that was killed.
    mkdirSync(`${path}.lock`);
    await sqliteTable.write(path, SCHEMA, stream(many(50)));
    const database = new sqlite.Database(path, { readOnly: true });
    expect(database.all('select name, share, typeof(share) as type from best')).toEqual([
      { name: 'videos/1.mp4', share: 0.5, type: 'real' },
    ]);
    expect(database.get('pragma integrity_check')).toEqual({ integrity_check: 'ok' });
    expect(database.all('select value from things, json_each(things.notes) where count = 11')).toEqual([
      { value: 'a' },
      { value: 'b' },
    ]);
    database.close();
    expect(existsSync(`${path}.lock`)).toBe(false);
    mkdirSync(`${path}.lock`);
    expect(await readAll(sqliteTable, path)).toHaveLength(50);
  });

  test('text does not end at a NUL', async () => {
    const path = join(tempFolder(), 'x.db');
    await sqliteTable.write(path, SCHEMA, stream([{ ...ODD[0], name: 'a\0b' }]));
    expect(await readAll(sqliteTable, path)).toMatchObject([{ name: 'a\ufffdb' }]);
  });
});
