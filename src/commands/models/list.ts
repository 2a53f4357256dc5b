import { BaseCommand } from '../../cli/terminal/base-command.js';
import { linesFor } from '../../output/printable.js';
import { modelRows, type ModelRow } from '../../cli/models/model-rows.js';

export default class ModelsList extends BaseCommand {
  static override description = 'List the models that are bundled, cached and known.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override enableJsonFlag = true;

  async run(): Promise<ModelRow[]> {
    await this.parse(ModelsList);
    const rows = await modelRows();
    if (!this.jsonEnabled()) process.stdout.write(linesFor(process.stdout, toTable(rows)));
    return rows;
  }
}

const COLUMNS = ['id', 'frames', 'pixels', 'gflops', 'state'] as const;

function toTable(rows: readonly ModelRow[]): string {
  const cells = [
    [...COLUMNS],
    ...rows.map((row) => COLUMNS.map((column) => String(row[column] ?? '–'))),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd() + '\n').join('');
}
