import { at } from '../../at.js';
import { BaseCommand } from '../../cli/terminal/base-command.js';
import { columnLine, fitColumns, type Column } from '../../output/formats/columns.js';
import { linesFor } from '../../output/printable.js';
import { modelRows, type ModelRow } from '../../cli/models/model-rows.js';

export default class ModelsList extends BaseCommand {
  static override description =
    'List the models that are bundled, cached and known: frames and pixels of a clip, its work, what a model was trained on, and the share of videos that its authors saw labelled rightly (top-1).';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override enableJsonFlag = true;

  async run(): Promise<ModelRow[]> {
    await this.parse(ModelsList);
    const rows = await modelRows();
    if (!this.jsonEnabled())
      process.stdout.write(linesFor(process.stdout, toTable(rows, process.stdout.columns)));
    return rows;
  }
}

/** What narrower terminals do without: `models info` says it too. */
const WIDE = 110;

const COLUMNS: readonly (Omit<Column, 'width'> & { name: string; isForWide?: true })[] = [
  { name: 'id', keeps: 'end' },
  { name: 'frames', align: 'right' },
  { name: 'pixels', align: 'right', isForWide: true },
  { name: 'gflops', align: 'right' },
  { name: 'trained on' },
  { name: 'best for', isForWide: true },
  { name: 'top-1', align: 'right' },
  { name: 'state' },
];

function toTable(rows: readonly ModelRow[], width: number | undefined): string {
  const shown = COLUMNS.filter(({ isForWide }) => isForWide !== true || (width ?? Infinity) >= WIDE);
  const cells = [
    shown.map(({ name }) => name),
    ...rows.map((row) => {
      const all = toCells(row);
      return shown.map((column) => at(all, COLUMNS.indexOf(column)));
    }),
  ];
  const columns = fitColumns(shown, cells, width);
  return cells.map((row) => `${columnLine(columns, row)}\n`).join('');
}

function toCells(row: ModelRow): string[] {
  return [
    row.id,
    ...[row.frames, row.pixels, row.gflops].map((number) => String(number ?? '–')),
    `${row.trained_on ?? '–'}${row.shots === null ? '' : `, ${row.shots} a class`}`,
    row.suits ?? '–',
    accuracyText(row.accuracy.map(({ top1 }) => top1)),
    row.state,
  ];
}

/** A checkpoint for open labels was tried on several datasets. */
function accuracyText(percents: readonly number[]): string {
  if (percents.length === 0) return '–';
  const [least, most] = [Math.min(...percents), Math.max(...percents)];
  return least === most ? `${least.toFixed(1)} %` : `${least.toFixed(1)}–${most.toFixed(1)} %`;
}
