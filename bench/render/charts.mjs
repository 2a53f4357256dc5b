/** Results → charts, as SVG that is legible on white and on black. */
import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { growthPower } from '../lib/stats.mjs';
import { BASELINE, ratiosAgainst } from './ratios.mjs';
import { short } from './numbers.mjs';

/** On white, and on black in its place. */
const COLOURS = {
  text: ['#1f2328', '#e6edf3'],
  muted: ['#59636e', '#9198a1'],
  grid: ['#d1d9e0', '#30363d'],
  dashed: ['#818b98', '#6e7681'],
  ours: ['#1f6feb', '#58a6ff'],
  peer: ['#8c959f', '#6e7682'],
  goal: ['#bc4c00', '#f0883e'],
};
const colour = (name) => COLOURS[name][0];

const SETTINGS = {
  background: null,
  font: 'system-ui, -apple-system, Segoe UI, sans-serif',
  aria: false,
  view: { stroke: null },
  title: { anchor: 'start', fontSize: 13, color: colour('text'), subtitleColor: colour('muted') },
  axis: {
    ...{ domainColor: colour('dashed'), tickColor: colour('dashed'), gridColor: colour('grid') },
    ...{ labelColor: colour('muted'), labelFontSize: 12 },
    ...{ titleColor: colour('muted'), titleFontSize: 12, titleFontWeight: 'normal' },
  },
};

/** Of the contestants' names, left of their bars. */
const NAMES_WIDTH = 175;

const dashed = { color: colour('dashed'), strokeDash: [4, 4], strokeWidth: 1.5, clip: true };
const fromWorstToBest = { type: 'rule', color: colour('text'), strokeWidth: 1.5 };

/** Bars: how many times faster than the page's program, with the goals. Resolves to undefined where nothing is compared. */
export async function ratioChart(comparisons) {
  const groups = comparisons.map(barsOf).filter(({ bars }) => bars.length > 0);
  if (groups.length === 0) return undefined;
  const label = `times faster than ${BASELINE}`;
  const legend = 'dashed: as fast; thin line: from the worst to the best round; upright mark: goal';
  const most = 1.05 * Math.max(1, ...groups.flatMap(({ bars }) => bars.map(({ end }) => end)));
  const panels = groups.map(({ title, bars }, i) => ({
    title: { text: title, frame: 'group', dx: -NAMES_WIDTH },
    ...{ width: 420, height: { step: 30 }, data: { values: bars } },
    encoding: {
      x: {
        ...{ type: 'quantitative', scale: { domain: [0, most], nice: false } },
        axis: i < groups.length - 1 ? null : { title: label, grid: false },
      },
      y: { field: 'name', sort: null, axis: { title: null, ticks: false, domain: false, labelLimit: 0 } },
    },
    layer: [
      {
        mark: { type: 'bar', height: 16, cornerRadius: 2 },
        encoding: { x: { field: 'median' }, color: { field: 'colour', scale: null } },
      },
      { mark: { type: 'rule', ...dashed }, encoding: { x: { datum: 1 }, y: null } },
      { mark: fromWorstToBest, encoding: { x: { field: 'min' }, x2: { field: 'max' } } },
      {
        mark: { type: 'tick', color: colour('goal'), thickness: 2.5, size: 24, opacity: 1 },
        encoding: { x: { field: 'goal' } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8, fontSize: 13, color: colour('text') },
        encoding: { x: { field: 'end' }, text: { field: 'label' } },
      },
    ],
  }));
  return svg({ vconcat: panels, spacing: 12, title: bottomLine(legend) }, label);
}

function barsOf({ title, goals, rows }) {
  const bars = rows.flatMap(({ name }) => {
    const ratio = ratiosAgainst(rows, BASELINE, name);
    if (ratio === undefined) return [];
    const goal = goals.find((one) => one.name === name && one.against === BASELINE)?.times;
    const label = `${short(ratio.median)} ×${goal === undefined ? '' : ` of ${goal}`}`;
    const end = Math.max(ratio.max, goal ?? 0);
    return [{ name, ...ratio, goal, end, label, colour: colour(name.startsWith('xclip') ? 'ours' : 'peer') }];
  });
  return { title, bars };
}

/** Lines on logarithmic axes, a panel each, with the slope that linear growth would have; undefined without lines. */
export async function growthChart(lines) {
  if (lines.length === 0) return undefined;
  const legend = 'dashed: linear growth, or cores that all work; upright: from the worst to the best round';
  return svg(
    {
      concat: lines.map(panel),
      columns: 2,
      spacing: { row: 95, column: 75 },
      bounds: 'flush',
      title: bottomLine(`axes logarithmic; ${legend}`),
    },
    'how time grows',
  );
}

function panel({ name, x, y, points }) {
  const values = points.map((point) => ({ x: point.x, ...point.y }));
  const ideal = idealOf(values, x);
  const heights = [
    ...values.flatMap(({ min, max }) => [min, max]),
    ...(x === 'cores' ? ideal.map(({ y }) => y) : []),
  ];
  const power = growthPower(values.map(({ x, median }) => ({ x, y: median })));
  const scale = (numbers) => ({
    type: 'log',
    nice: false,
    domain: [Math.min(...numbers) / 1.3, Math.max(...numbers) * 1.3],
  });
  const xs = values.map((point) => point.x);
  return {
    title: { text: `${name}: last step to the power of ${power.toFixed(2)}`, subtitle: y, frame: 'group' },
    ...{ width: 290, height: 150, data: { values } },
    encoding: {
      x: {
        ...{ field: 'x', type: 'quantitative', title: x, scale: scale(xs) },
        axis: { values: xs, grid: false, format: ',' },
      },
      y: {
        ...{ type: 'quantitative', title: null, scale: scale(heights) },
        axis: { tickCount: 4, format: '~g', domain: false, ticks: false },
      },
    },
    layer: [
      { data: { values: ideal }, mark: { type: 'line', ...dashed }, encoding: { y: { field: 'y' } } },
      { mark: { type: 'line', color: colour('ours'), strokeWidth: 2 }, encoding: { y: { field: 'median' } } },
      { mark: fromWorstToBest, encoding: { y: { field: 'min' }, y2: { field: 'max' } } },
      {
        mark: { type: 'circle', color: colour('ours'), size: 50, opacity: 1 },
        encoding: { y: { field: 'median' } },
      },
    ],
  };
}

/** y ∝ 1 ÷ x from the first point on for cores; else y ∝ x to the last. */
function idealOf(values, name) {
  const [first, last] = [values[0], values.at(-1)];
  const at =
    name === 'cores' ? ({ x }) => (first.median * first.x) / x : ({ x }) => (last.median * x) / last.x;
  return [first, last].map((point) => ({ x: point.x, y: at(point) }));
}

function bottomLine(text) {
  return { text, orient: 'bottom', fontSize: 12, fontWeight: 'normal', color: colour('muted') };
}

/** @param label what the chart says, for those who do not see it */
async function svg(spec, label) {
  const view = new View(parse(compile({ ...spec, config: SETTINGS }).spec), { renderer: 'none' });
  const drawing = await view.toSVG();
  const dark = Object.values(COLOURS).flatMap(([light, dark]) =>
    ['fill', 'stroke'].map((what) => `[${what}="${light}"]{${what}:${dark}}`),
  );
  const style = `<style>@media (prefers-color-scheme:dark){${dark.join('')}}</style>`;
  return `${drawing.replace(/<svg ([^>]*)>/, `<svg $1 role="img" aria-label="${label}">${style}`)}\n`;
}
