/** Results → Markdown. */
import { middle, spread } from '../lib/stats.mjs';
import { BASELINE, ratiosAgainst } from './ratios.mjs';
import { megabytes, short, spreadText } from './numbers.mjs';

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Time and ratio of each contestant. */
export function timeTable({ rows }) {
  const head = ['', 'ms a clip: min / median / max', `times faster than ${BASELINE}: min / median / max`];
  return table(
    head,
    rows.map((row) => {
      if (row.runs.length === 0) return [row.name, `not measured: ${row.failure}`, ''];
      const ratio = ratiosAgainst(rows, BASELINE, row.name);
      const times = spread(row.runs.map((run) => run.secondsAClip));
      return [row.name, spreadText(times, 1000), ratio === undefined ? '' : spreadText(ratio)];
    }),
  );
}

const STAGES = ['probe', 'decode', 'resize', 'inference', 'score', 'write'];
const WAITS = ['inference_waiting', 'decoders_waiting'];
/** The steps of the page's program under the names of our stages. */
const PAGE_STEPS = { resize: 'processor', inference: 'model' };

/** Medians of the milliseconds a clip by stage, and memory. */
export function stageTable({ rows }) {
  const head = [
    '',
    ...STAGES,
    'inference waits',
    'decoders wait',
    'peak MB: private + mapped',
    'first record, s',
  ];
  return table(
    head,
    rows
      .filter(({ runs }) => runs.length > 0)
      .map(({ name, runs }) => {
        const isOurs = runs[0].stages.inference !== undefined;
        const cell = (stage) => {
          const key = isOurs ? stage : (PAGE_STEPS[stage] ?? stage);
          const values = runs.map(({ stages, clips }) => (1000 * stages[key]) / clips);
          return short(middle(values));
        };
        const { privateBytes = NaN, mappedBytes = NaN } = runs.at(-1).memory ?? {};
        const first = isOurs ? short(middle(runs.map((run) => run.secondsToFirst))) : '';
        const memory = `${megabytes(privateBytes)} + ${megabytes(mappedBytes)}`;
        return [name, ...[...STAGES, ...WAITS].map(cell), memory, first];
      }),
  );
}
