import type { Plugin } from 'chart.js';
import { at } from '../../../src/at.js';
import { printable } from '../../../src/output/printable.js';
import { drawChart, eraseChart, shortLabel } from '../charts.js';
import { el } from '../dom.js';
import { formatProbability, formatSeconds, formatSpan } from '../format.js';
import type { LabelColours } from '../label-colours.js';
import type { Rows } from '../rows.js';
import { colour } from '../theme.js';
import { extent, placeAt, type Track } from '../tracks.js';

/** Labels with a lane of their own: those that lead longest. */
const MOST_LANES = 8;
const LANE_PIXELS = 26;
const PAGE_STEPS = 10;
const OTHERS = 'other labels';

export interface Timeline {
  element: HTMLElement;
  /** Moves the mark. */
  show: (place: number) => void;
  close: () => void;
}

/** Which label leads when, a lane a label. A slider: arrows and clicks choose a clip. */
export function timeline(
  rows: Rows,
  track: Track,
  colours: LabelColours,
  onChoose: (place: number, seconds: number) => void,
): Timeline {
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const element = el(
    'div',
    { class: 'timeline', role: 'slider', tabindex: 0, 'aria-label': 'timeline', 'aria-valuemin': 1 },
    canvas,
  );
  element.setAttribute('aria-valuemax', String(track.rows.length));
  const lanes = lanesOf(track);
  element.style.height = `${lanes.names.length * LANE_PIXELS + 34}px`;
  let place = 0;
  const { start, end } = extent(track);
  const mark: Plugin<'bar'> = {
    id: 'mark',
    afterDatasetsDraw: ({ ctx, chartArea, scales }) => {
      const x = scales.x?.getPixelForValue(at(track.spans, place).start);
      if (x === undefined) return;
      ctx.fillStyle = colour('text');
      ctx.fillRect(x - 1, chartArea.top, 2, chartArea.bottom - chartArea.top);
    },
  };
  const laneText = (lane: number | undefined): string =>
    lane === undefined ? OTHERS : shortLabel(printable(rows.labelText(lane)), 28);
  const chart = (): ReturnType<typeof drawChart> =>
    drawChart(canvas, () => ({
      type: 'bar',
      plugins: [mark],
      data: {
        labels: lanes.names.map(laneText),
        datasets: [
          {
            data: track.segments.map((segment) => ({
              x: [segment.start, segment.end],
              y: laneText(lanes.of(segment.label)),
            })),
            backgroundColor: track.segments.map(({ label }) => colour(colours.of(label))),
            grouped: false,
            barPercentage: 1,
            categoryPercentage: 0.8,
            minBarLength: 2,
          },
        ],
      },
      options: {
        indexAxis: 'y',
        maintainAspectRatio: false,
        onClick: ({ x }, _bars, { scales }) => {
          const seconds = scales.x?.getValueForPixel(x ?? 0);
          if (seconds !== undefined) onChoose(placeAt(track, seconds), seconds);
        },
        plugins: {
          tooltip: {
            callbacks: {
              title: () => '',
              label: ({ dataIndex }) => {
                const segment = at(track.segments, dataIndex);
                return `${printable(rows.labelText(segment.label))}: ${formatSpan(segment.start, segment.end)}`;
              },
            },
          },
        },
        scales: {
          x: { min: start, max: end, ticks: { callback: (value) => formatSeconds(Number(value)) } },
          y: { ticks: { autoSkip: false }, grid: { display: false } },
        },
      },
    }));
  let drawn: ReturnType<typeof drawChart> | undefined;
  queueMicrotask(() => (drawn = chart()));

  element.addEventListener('keydown', (event) => {
    const to = targetOf(event.key, place, track.rows.length);
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(to, track.rows.length - 1));
    onChoose(next, at(track.spans, next).start);
  });
  return {
    element,
    show: (next) => {
      place = next;
      element.setAttribute('aria-valuenow', String(place + 1));
      element.setAttribute('aria-valuetext', valueText(rows, track, place));
      drawn?.draw();
    },
    close: () => {
      if (drawn !== undefined) eraseChart(drawn);
    },
  };
}

function valueText(rows: Rows, track: Track, place: number): string {
  const row = at(track.rows, place);
  const { start, end } = at(track.spans, place);
  const label = rows.bestLabel(row);
  const best =
    label === -1 ? 'no label' : `${rows.labelText(label)}, ${formatProbability(rows.bestProbability(row))}`;
  return `${formatSpan(start, end)}: ${best}`;
}

function targetOf(key: string, place: number, count: number): number | undefined {
  if (key === 'ArrowRight' || key === 'ArrowUp') return place + 1;
  if (key === 'ArrowLeft' || key === 'ArrowDown') return place - 1;
  if (key === 'PageUp') return place + PAGE_STEPS;
  if (key === 'PageDown') return place - PAGE_STEPS;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}

/** Labels by the time that they lead; the last lane is for all others. */
function lanesOf({ segments }: Track): {
  names: (number | undefined)[];
  of: (label: number) => number | undefined;
} {
  const seconds = new Map<number, number>();
  for (const { label, start, end } of segments) seconds.set(label, (seconds.get(label) ?? 0) + end - start);
  const sorted = [...seconds].sort((a, b) => b[1] - a[1]).map(([label]) => label);
  const own = sorted.length <= MOST_LANES ? sorted : sorted.slice(0, MOST_LANES - 1);
  const names: (number | undefined)[] = own.length < sorted.length ? [...own, undefined] : own;
  return { names, of: (label) => (own.includes(label) ? label : undefined) };
}
