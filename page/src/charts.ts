import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  Tooltip,
  type ChartConfiguration,
} from 'chart.js';
import { colour, onThemeChange } from './theme.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);
Chart.defaults.font.family = 'system-ui, sans-serif';
Chart.defaults.animation = false;

export type BarConfig = ChartConfiguration<'bar', (number | [number, number])[] | object[], string>;

interface Drawn {
  canvas: HTMLCanvasElement;
  chart: Chart<'bar', (number | [number, number])[] | object[], string>;
  configure: () => BarConfig;
}

const drawn = new Set<Drawn>();

/** A chart in the page's colours, drawn again when these change. @param configure asked anew each time */
export function drawChart(canvas: HTMLCanvasElement, configure: () => BarConfig): Drawn['chart'] {
  for (const old of drawn) if (old.canvas === canvas) eraseChart(old.chart);
  const one: Drawn = { canvas, chart: make(canvas, configure), configure };
  drawn.add(one);
  return one.chart;
}

export function eraseChart(chart: Drawn['chart']): void {
  for (const one of drawn) if (one.chart === chart) drawn.delete(one);
  chart.destroy();
}

function make(canvas: HTMLCanvasElement, configure: () => BarConfig): Drawn['chart'] {
  Chart.defaults.color = colour('muted');
  Chart.defaults.borderColor = colour('line');
  return new Chart(canvas, configure());
}

onThemeChange(() => {
  for (const one of drawn) {
    one.chart.destroy();
    one.chart = make(one.canvas, one.configure);
  }
});

/** As much of a label as fits beside a bar. */
export function shortLabel(text: string, most = 32): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
