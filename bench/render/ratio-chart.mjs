/** Bars: how many times faster than the page's program, with the goals. */
import { BASELINE, ratiosAgainst } from './ratios.mjs';
import { short } from './numbers.mjs';
import { rect, segment, svg, text } from './svg.mjs';

const WIDTH = 760;
const LEFT = 205;
const RIGHT = 90;
const ROW = 30;
const BAR = 16;
const HEAD = 34;
const FOOT = 44;

/** @returns SVG, or undefined where nothing is compared */
export function ratioChart(comparisons) {
  const groups = comparisons.map(barsOf).filter(({ bars }) => bars.length > 0);
  if (groups.length === 0) return undefined;
  const all = groups.flatMap(({ bars }) => bars);
  const most = 1.05 * Math.max(1, ...all.map(({ ratio, goal = 0 }) => Math.max(ratio.max, goal)));
  const toX = (value) => LEFT + (value / most) * (WIDTH - LEFT - RIGHT);
  const parts = [];
  let y = 8;
  for (const { title, bars } of groups) {
    parts.push(text(8, y + 16, title, 'title'));
    y += HEAD;
    const top = y;
    for (const bar of bars) {
      parts.push(...drawBar(bar, y, toX));
      y += ROW;
    }
    parts.push(segment(toX(1), top - 4, toX(1), y - 4, 'dashed'));
    y += 8;
  }
  parts.push(...axis(most, y, toX));
  return svg({ width: WIDTH, height: y + FOOT, label: `times faster than ${BASELINE}` }, parts);
}

function barsOf({ title, goals, rows }) {
  const bars = rows.flatMap(({ name }) => {
    const ratio = ratiosAgainst(rows, BASELINE, name);
    const goal = goals.find((one) => one.name === name && one.against === BASELINE)?.times;
    return ratio === undefined ? [] : [{ name, ratio, goal }];
  });
  return { title, bars };
}

function drawBar({ name, ratio, goal }, y, toX) {
  const middle = y + BAR / 2;
  const label = `${short(ratio.median)} ×`;
  const end = toX(Math.max(ratio.max, goal ?? 0));
  const parts = [
    text(LEFT - 10, middle + 4.5, name, 'end'),
    rect(toX(0), y, toX(ratio.median) - toX(0), BAR, name.startsWith('xclip') ? 'ours' : 'peer'),
    segment(toX(ratio.min), middle, toX(ratio.max), middle, 'range'),
    text(end + 8, middle + 4.5, goal === undefined ? label : `${label} of ${goal}`),
  ];
  if (goal !== undefined) parts.push(segment(toX(goal), y - 4, toX(goal), y + BAR + 4, 'goal'));
  return parts;
}

function axis(most, y, toX) {
  const parts = [segment(toX(0), y, toX(most), y, 'axis')];
  const step = [0.5, 1, 2, 5, 10, 20, 50, 100].find((size) => most / size <= 8) ?? 200;
  for (let value = 0; value <= most; value += step) {
    parts.push(
      segment(toX(value), y, toX(value), y + 4, 'axis'),
      text(toX(value), y + 18, value, 'muted middle'),
    );
  }
  const legend = `times faster than ${BASELINE} (dashed: as fast); thin line: from the worst to the best round; upright mark: goal`;
  parts.push(text(8, y + 38, legend, 'muted'));
  return parts;
}
