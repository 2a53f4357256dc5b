/**
 * A table as an SQLite database. SQLite runs as WebAssembly: node:sqlite is only in Node 22.5 and later, and whichever version
 * a Node has would decide over the file's bytes.
 */
import { createRequire } from 'node:module';
import { rmdir, stat, writeFile } from 'node:fs/promises';
import type { Database } from 'node-sqlite3-wasm';
import type { Cell, ColumnType, TableColumn, TableFile, TableRow, TableSchema } from './table.js';

/**
 * Not by `import`: where the system refuses it memory, as under `ulimit -v`, it throws as it is loaded, of which Node 20 ends
 * whoever would catch it.
 */
const sqlite = createRequire(import.meta.url)('node-sqlite3-wasm') as { Database: typeof Database };

/** Rows of one query: what was asked for is in memory at once. */
const ROWS_AT_ONCE = 5000;

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  integer: 'integer',
  real: 'real',
  // Lists are JSON, which SQLite's own functions read: json_each(notes).
  texts: 'text',
  spans: 'text',
};

export const sqliteTable: TableFile = {
  write: async (path, schema, rows) => {
    // Made here, since SQLite would let nobody else read it.
    await writeFile(path, '');
    await removeLock(path);
    const database = new sqlite.Database(path);
    try {
      // A file that is not whole is never looked at: it gets its name afterwards.
      database.exec('pragma journal_mode = off; pragma synchronous = off');
      database.exec('begin');
      database.exec(tableSql(schema));
      const places = schema.columns.map(() => '?').join(', ');
      const insert = database.prepare(`insert into ${quotedName(schema.name)} values (${places})`);
      try {
        for await (const row of rows) insert.run(schema.columns.map((column) => toSql(column, row)));
      } finally {
        insert.finalize();
      }
      for (const statement of schema.sql ?? []) database.exec(statement);
      database.exec('commit');
    } finally {
      database.close();
    }
  },

  open: async (path, schema) => {
    // Where there is none, SQLite would say so less plainly; an empty one is what a run has begun with.
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() !== true || found.size === 0) return undefined;
    await removeLock(path);
    try {
      const database = new sqlite.Database(path, { fileMustExist: true, readOnly: true });
      const name = quotedName(schema.name);
      const columns = schema.columns.map((column) => quotedName(column.name)).join(', ');
      const select = `select ${columns} from ${name} where rowid > ? order by rowid limit ?`;
      try {
        const count = database.get(`select count(*) as rows from ${name}`);
        database.get(select, [0, 1]);
        return {
          rowCount: Number(count?.rows),
          rows: async function* (start, end) {
            for (let from = start; from < end; from += ROWS_AT_ONCE) {
              const found = database.all(select, [from, Math.min(ROWS_AT_ONCE, end - from)]);
              for (const row of found) yield await Promise.resolve(fromSql(row, schema));
            }
          },
          close: () => {
            database.close();
            return Promise.resolve();
          },
        };
      } catch (error) {
        database.close();
        throw error;
      }
    } catch {
      return undefined;
    }
  },
};

/** The folder by which this SQLite says that a file is in use: a process that is killed leaves it. */
async function removeLock(path: string): Promise<void> {
  await rmdir(`${path}.lock`).catch(() => undefined);
}

function tableSql({ name, columns }: TableSchema): string {
  const lines = columns.map(
    (column) =>
      `  ${quotedName(column.name)} ${SQL_TYPES[column.type]}${column.isNullable === true ? '' : ' not null'}`,
  );
  return `create table ${quotedName(name)} (\n${lines.join(',\n')}\n)`;
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function toSql({ name, type }: TableColumn, row: TableRow): string | number | null {
  const cell = row[name] ?? null;
  if (type === 'texts' || type === 'spans') return JSON.stringify(cell);
  // SQLite's texts end at a NUL.
  return typeof cell === 'string' ? cell.replaceAll('\0', '\ufffd') : (cell as number | null);
}

function fromSql(row: Record<string, unknown>, { columns }: TableSchema): TableRow {
  return Object.fromEntries(
    columns.map(({ name, type }) => {
      const value = row[name];
      const isList = type === 'texts' || type === 'spans';
      return [name, (isList ? JSON.parse(String(value)) : (value ?? null)) as Cell];
    }),
  );
}
