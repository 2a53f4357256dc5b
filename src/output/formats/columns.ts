/** The tables for people: cells in columns of so many characters. */
export interface Column {
  /** in characters; of the last it may be infinite */
  width: number;
  /** what is kept of a cell that is too long: of a path its end says more; its start if undefined */
  keeps?: 'start' | 'end';
  /** where a short one stands; left if undefined */
  align?: 'left' | 'right';
}

const GAP = 2;

/** Where output goes to no terminal. */
const WIDTH_OF_A_PIPE = 100;

/** How wide a table is, by the terminal's columns. */
export function tableWidth(
  columns: number | undefined,
  { narrowest, widest }: { narrowest: number; widest: number },
): number {
  return Math.min(Math.max(columns ?? WIDTH_OF_A_PIPE, narrowest), widest);
}

/** One line of a table, without its end. */
export function columnLine(columns: readonly Column[], cells: readonly string[]): string {
  const fitted = columns.map((column, i) => fit(cells[i] ?? '', column));
  return fitted.join(' '.repeat(GAP)).trimEnd();
}

/**
 * Columns as wide as their longest cells, the widest cut down until a line fits.
 * @param width of the terminal, in characters; undefined: whatever it takes
 */
export function fitColumns<T extends Omit<Column, 'width'>>(
  columns: readonly T[],
  rows: readonly (readonly string[])[],
  width = Infinity,
): (T & Column)[] {
  const fitted = columns.map((column, i) => ({
    ...column,
    width: Math.max(...rows.map((row) => row[i]?.length ?? 0)),
  }));
  const total = fitted.reduce((sum, column) => sum + column.width + GAP, -GAP);
  const [widest] = fitted.toSorted((a, b) => b.width - a.width);
  if (widest !== undefined && total > width)
    widest.width = Math.max(widest.width - (total - width), LEAST_WIDTH);
  return fitted;
}

const LEAST_WIDTH = 12;

function fit(text: string, { width, keeps = 'start', align = 'left' }: Column): string {
  if (width === Infinity) return text;
  if (text.length <= width) return align === 'left' ? text.padEnd(width) : text.padStart(width);
  return keeps === 'start' ? `${text.slice(0, width - 1)}…` : `…${text.slice(text.length - width + 1)}`;
}
