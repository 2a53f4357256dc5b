/** What was set and what was measured, of all suites, side by side. */
import { isBusy } from '../lib/machine.mjs';
import { ratios, spread } from '../lib/stats.mjs';
import { short, spreadText } from './numbers.mjs';
import { ratioTo } from './ratios.mjs';
import { table } from './tables.mjs';

const MOST_RESIDENT_GB = 1.2;
const MOST_VERSION_RATIO = 3;
const MOST_START_SECONDS = 1.5;

/** @param results of suites, by name */
export function goalTable(results) {
  const comparisons = [...results.values()].flatMap(({ comparisons = [], busy }) =>
    comparisons.map((comparison) => ({ ...comparison, busy })),
  );
  const rows = [
    ...comparisons.flatMap(speedGoals),
    ...memoryGoal(results.get('short')),
    ...startGoals(results.get('start')),
  ];
  return table(['what', 'measured: min / median / max', 'goal', ''], rows);
}

function speedGoals({ title, goals, rows, busy }) {
  return goals.map(({ name, against, times }) => {
    const what = `${title}: ${name}, times faster than ${against}`;
    const ratio = ratioTo(rows, against, name);
    if (ratio === undefined) return [what, whyNot(rows, name), `≥ ${times}`, ''];
    return [what, spreadText(ratio), `≥ ${times}`, verdict(ratio.median >= times, busy)];
  });
}

function whyNot(rows, name) {
  const failure = rows.find((row) => row.name === name)?.failure;
  return failure === undefined ? 'not in this version' : `not measured: ${failure}`;
}

function memoryGoal(suite) {
  const runs =
    suite?.comparisons
      .find(({ title }) => title.includes('base-patch32'))
      ?.rows.find(({ name }) => name === 'xclip fp32')?.runs ?? [];
  const peaks = runs.flatMap(({ memory }) => (memory === undefined ? [] : [memory.residentBytes / 1e9]));
  if (peaks.length === 0) return [];
  const peak = spread(peaks);
  const what = 'base-patch32, fp32: resident memory with the decoders, GB';
  return [[what, spreadText(peak), `≤ ${MOST_RESIDENT_GB}`, verdict(peak.max <= MOST_RESIDENT_GB)]];
}

function startGoals(start) {
  if (start === undefined) return [];
  const runs = (name) => start.rows.find((row) => row.name === name)?.runs ?? [];
  const seconds = (name) => runs(name).map((run) => run.seconds);
  const version = ratios(seconds('xclip --version'), seconds('node -e 0'));
  // One clip of it is the goal's own.
  const beyond = spread(
    runs('xclip fp32: first record').map((run) => run.seconds - run.stages.inference - run.stages.score),
  );
  const withoutClip = 'base-patch32, fp32: seconds to the first record, its inference left out';
  return [
    [
      '`xclip --version` ÷ `node -e 0`',
      spreadText(version),
      `≤ ${MOST_VERSION_RATIO}`,
      verdict(version.median <= MOST_VERSION_RATIO, start.busy),
    ],
    [
      withoutClip,
      spreadText(beyond),
      `≤ ${short(MOST_START_SECONDS)}`,
      verdict(beyond.median <= MOST_START_SECONDS, start.busy),
    ],
  ];
}

function verdict(isReached, busy) {
  if (isBusy(busy)) return 'machine was busy';
  return isReached ? 'reached' : 'not reached';
}
