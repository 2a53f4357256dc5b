/** Lines on logarithmic axes, a panel each, with the slope that linear growth would have. */
import { growthPower } from '../lib/stats.mjs';
import { count, short } from './numbers.mjs';
import { circle, polyline, segment, svg, text } from './svg.mjs';

const WIDTH = 760;
const COLUMNS = 2;
const PANEL = { width: WIDTH / COLUMNS, height: 240 };
const PLOT = { left: 62, top: 44, right: 28, bottom: 44 };

export function growthChart(lines) {
  const parts = lines.flatMap((line, place) => {
    const left = (place % COLUMNS) * PANEL.width;
    const top = Math.floor(place / COLUMNS) * PANEL.height;
    return panel(line, left, top);
  });
  const height = Math.ceil(lines.length / COLUMNS) * PANEL.height + 26;
  parts.push(
    text(
      8,
      height - 10,
      'axes logarithmic; dashed: linear growth, or cores that all work; upright: worst to best round',
      'muted',
    ),
  );
  return svg({ width: WIDTH, height, label: 'how time grows' }, parts);
}

function panel({ name, x, y, points }, left, top) {
  const xs = axisOf(points.map((point) => point.x));
  const heights = points.flatMap((point) => [point.y.min, point.y.max]);
  const ys = axisOf(x === 'cores' ? [...heights, sharedOut(points[0], points.at(-1).x)] : heights);
  const toX = scale(xs, left + PLOT.left, left + PANEL.width - PLOT.right);
  const toY = scale(ys, top + PANEL.height - PLOT.bottom, top + PLOT.top);
  const power = growthPower(points.map((point) => ({ x: point.x, y: point.y.median })));
  const parts = [
    text(left + 8, top + 16, `${name}: last step to the power of ${power.toFixed(2)}`, 'title'),
    text(left + 8, top + 33, y, 'muted'),
    text(left + PANEL.width - PLOT.right, top + PANEL.height - 8, x, 'muted end'),
  ];
  for (const value of [ys.low, ys.high]) {
    parts.push(segment(toX(xs.low), toY(value), toX(xs.high), toY(value), 'grid'));
    parts.push(text(left + PLOT.left - 8, toY(value) + 4, short(value), 'muted end'));
  }
  parts.push(
    polyline(
      ideal(points, x, { xs, ys }).map(([at, value]) => [toX(at), toY(value)]),
      'dashed',
    ),
  );
  parts.push(
    polyline(
      points.map((point) => [toX(point.x), toY(point.y.median)]),
      'line',
    ),
  );
  for (const point of points) {
    parts.push(segment(toX(point.x), toY(point.y.min), toX(point.x), toY(point.y.max), 'range'));
    parts.push(circle(toX(point.x), toY(point.y.median), 'ours'));
    parts.push(text(toX(point.x), top + PANEL.height - PLOT.bottom + 18, count(point.x), 'muted middle'));
  }
  return parts;
}

/** From a power of ten to another, or near. */
function axisOf(values) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return high / low < 3
    ? { low: low / 1.5, high: high * 1.5 }
    : { low: nice(low, Math.floor), high: nice(high, Math.ceil) };
}

/** 1, 2 or 5 times a power of ten. */
function nice(value, towards) {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 5, 10].map((digit) => digit * power);
  return towards === Math.floor
    ? steps.findLast((step) => step <= value * 1.001)
    : steps.find((step) => step >= value * 0.999);
}

function scale({ low, high }, from, to) {
  const share = (value) => Math.log(value / low) / Math.log(high / low);
  return (value) => from + share(value) * (to - from);
}

/** y ∝ 1 ÷ x from the first point on for cores; else y ∝ x to the last, as far as it stays inside the plot. */
function ideal(points, name, { xs, ys }) {
  const [first, last] = [points[0], points.at(-1)];
  if (name === 'cores') return [first, last].map(({ x }) => [x, sharedOut(first, x)]);
  const slope = last.y.median / last.x;
  const start = Math.max(xs.low, ys.low / slope);
  return [
    [start, start * slope],
    [last.x, last.y.median],
  ];
}

function sharedOut({ x, y }, cores) {
  return (y.median * x) / cores;
}
