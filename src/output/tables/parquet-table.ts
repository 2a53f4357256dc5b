/** A table as a Parquet file. */
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell, ColumnType, TableColumn, TableFile, TableRow, TableSchema } from './table.js';

/** Enough that repeated texts shrink to their numbers, few enough to be in memory at once. */
const ROWS_IN_GROUP = 50_000;
const CREATED_BY = 'xclip-tagger';

export const parquetTable: TableFile = {
  write: async (path, schema, rows) => {
    const writer = fileWriter(path);
    const parquet = new ParquetWriter({ writer, schema: elementsOf(schema), createdBy: CREATED_BY });
    let group: TableRow[] = [];
    const writeGroup = async (): Promise<void> => {
      if (group.length === 0) return;
      const columnData = schema.columns.map(({ name }) => ({ name, data: group.map((row) => row[name]) }));
      await parquet.write({ columnData, rowGroupSize: group.length });
      group = [];
    };
    for await (const row of rows) {
      group.push(row);
      if (group.length === ROWS_IN_GROUP) await writeGroup();
    }
    await writeGroup();
    await parquet.finish();
  },

  open: async (path, schema) => {
    const opened = await openParquet(path).catch(() => undefined);
    if (opened === undefined) return undefined;
    const { file, metadata } = opened;
    if (!hasColumns(metadata.schema, schema)) return undefined;
    return {
      rowCount: Number(metadata.num_rows),
      rows: async function* (start, end) {
        for (let from = start; from < end; from += ROWS_IN_GROUP) {
          const rowEnd = Math.min(from + ROWS_IN_GROUP, end);
          const found = await parquetReadObjects({ file, metadata, rowStart: from, rowEnd });
          for (const row of found) yield toRow(row, schema);
        }
      },
      close: () => Promise.resolve(),
    };
  },
};

async function openParquet(path: string) {
  const file = await asyncBufferFromFile(path);
  return { file, metadata: await parquetMetadataAsync(file) };
}

function hasColumns(elements: readonly SchemaElement[], schema: TableSchema): boolean {
  const expected = elementsOf(schema);
  return (
    elements.length === expected.length &&
    expected.every(({ name, type }, i) => elements[i]?.name === name && elements[i].type === type)
  );
}

/** hyparquet's numbers and texts are ours already; columns in our order. */
function toRow(row: Record<string, unknown>, { columns }: TableSchema): TableRow {
  return Object.fromEntries(columns.map(({ name }) => [name, (row[name] ?? null) as Cell]));
}

function elementsOf({ columns }: TableSchema): SchemaElement[] {
  return [{ name: 'schema', num_children: columns.length }, ...columns.flatMap(toElements)];
}

type Leaf = Omit<SchemaElement, 'name'>;

const TEXT: Leaf = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
const REAL: Leaf = { type: 'DOUBLE' };

const ELEMENTS: Readonly<Record<ColumnType, (column: TableColumn) => SchemaElement[]>> = {
  text: (column) => [leaf(column, TEXT)],
  integer: (column) => [leaf(column, { type: 'INT32' })],
  real: (column) => [leaf(column, REAL)],
  texts: ({ name }) => listOf(name, [leaf({ name: 'element' }, TEXT)]),
  spans: ({ name }) =>
    listOf(name, [
      { name: 'element', repetition_type: 'REQUIRED', num_children: 2 },
      leaf({ name: 'start_s' }, REAL),
      leaf({ name: 'end_s' }, REAL),
    ]),
};

function toElements(column: TableColumn): SchemaElement[] {
  return ELEMENTS[column.type](column);
}

function leaf({ name, isNullable }: Pick<TableColumn, 'name' | 'isNullable'>, type: Leaf): SchemaElement {
  return { name, repetition_type: isNullable === true ? 'OPTIONAL' : 'REQUIRED', ...type };
}

function listOf(name: string, element: SchemaElement[]): SchemaElement[] {
  return [
    {
      name,
      repetition_type: 'REQUIRED',
      num_children: 1,
      converted_type: 'LIST',
      logical_type: { type: 'LIST' },
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...element,
  ];
}
