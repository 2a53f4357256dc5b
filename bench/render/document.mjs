/** Puts tables and charts between the markers of docs/PERFORMANCE.md; what stands outside them stays. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBusy, machineLine } from '../lib/machine.mjs';
import { DOCUMENT, RESULTS } from '../lib/places.mjs';
import { growthPower, spread } from '../lib/stats.mjs';
import { growthChart, ratioChart } from './charts.mjs';
import { count, megabytes, short, spreadText } from './numbers.mjs';
import { goalTable } from './goals.mjs';
import { stageTable, table, timeTable } from './tables.mjs';

export async function renderDocument() {
  const results = new Map(
    (existsSync(RESULTS) ? readdirSync(RESULTS) : [])
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(RESULTS, name), 'utf8')))
      .map((result) => [result.suite, result]),
  );
  const blocks = new Map();
  for (const [suite, result] of results) blocks.set(suite, await blockOf(result));
  blocks.set('goals', goalTable(results));
  writeFileSync(DOCUMENT, fill(readFileSync(DOCUMENT, 'utf8'), blocks));
}

/** Suites without results keep what stands there. */
export function fill(text, blocks) {
  return text.replace(
    /(<!-- bench:([a-z]+) -->\n)[^]*?(<!-- \/bench -->)/g,
    (whole, opening, name, closing) =>
      blocks.has(name) ? `${opening}\n${blocks.get(name)}\n\n${closing}` : whole,
  );
}

async function blockOf(result) {
  const { suite, comparisons = [], passes = [], lines = [], rows } = result;
  const ratioDrawing = await ratioChart(comparisons);
  const growthDrawing = await growthChart(lines);
  return [
    ...comparisons.flatMap((comparison) => [
      `**${comparison.title}**`,
      timeTable(comparison),
      stageTable(comparison),
    ]),
    ...chart(suite, ratioDrawing, 'times faster than the page’s program'),
    ...passes.map(passLine),
    ...(lines.length === 0 ? [] : [growthTable(lines)]),
    ...chart(suite, growthDrawing, 'how time grows'),
    ...(rows === undefined ? [] : [startTable(rows)]),
    caption(result),
  ].join('\n\n');
}

function chart(suite, drawing, alternative) {
  if (drawing === undefined) return [];
  writeFileSync(join(RESULTS, `${suite}.svg`), drawing);
  return [`![${alternative}](performance/${suite}.svg)`];
}

function passLine({ title, videoSeconds, run }) {
  const { seconds, clips, memory, stages } = run;
  const speed = `${short(videoSeconds / seconds)} × as fast as it plays`;
  const waits = `inference waited ${short(stages.inference_waiting)} s, decoders ${short(stages.decoders_waiting)} s`;
  return `**${title}**: ${clips} clips in ${short(seconds)} s, ${speed}; ${waits}; at most ${megabytes(memory?.privateBytes)} MB private and ${megabytes(memory?.mappedBytes)} MB mapped.`;
}

function growthTable(lines) {
  const head = ['', 'what', 'at', 'last step grows with the power', 'peak MB at the ends', 'bound by'];
  return table(
    head,
    lines.map(({ name, y, bound, points }) => [
      name,
      y,
      points.map((point) => `${count(point.x)}: ${short(point.y.median)}`).join(', '),
      growthPower(points.map((point) => ({ x: point.x, y: point.y.median }))).toFixed(2),
      [points[0], points.at(-1)].map(({ memory }) => megabytes(memory?.residentBytes ?? NaN)).join(' → '),
      bound,
    ]),
  );
}

function startTable(rows) {
  return table(
    ['', 'ms: min / median / max'],
    rows.map(({ name, runs, failure }) => [
      name,
      runs.length === 0
        ? `not measured: ${failure}`
        : spreadText(spread(runs.map((run) => run.seconds)), 1000),
    ]),
  );
}

function caption({ machine, date, command, rounds, minutes, busy }) {
  const warning = isBusy(busy)
    ? ` **Not to be trusted: other work took ${Math.round(100 * busy)} % of the cores.**`
    : '';
  return `\`${command}\`, ${date}: ${rounds} rounds, ${minutes} min. ${machineLine(machine)}.${warning}`;
}
