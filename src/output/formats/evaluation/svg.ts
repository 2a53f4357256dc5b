import { at } from '../../../at.js';
import type { EvaluationSummary } from '../../../pipeline/evaluate/evaluate.js';
import { printable } from '../../printable.js';
import type { OutputFormat } from '../output-format.js';

/** Of a matrix of few labels; of many, cells get smaller, so that the whole stays so large. */
const CELL_PIXELS = 28;
const LARGEST_PIXELS = 2800;
const SMALLEST_CELL = 4;
const MOST_LABEL_CHARACTERS = 40;
/** Cells with room for their number. */
const NUMBERED_CELL = 16;

/** The confusion matrix as a picture: rows are true labels, columns those that were said first. */
export const evaluationSvg: OutputFormat<'evaluation'> = {
  name: 'svg',
  rows: 'evaluation',
  extensions: ['.svg'],
  isResumable: true,
  text: () => ({
    header: '',
    toText: (part) => (part.part === 'summary' ? confusionSvg(part.summary) : ''),
  }),
};

function confusionSvg({ classes, confusion, videos, failed, top1 }: EvaluationSummary): string {
  const count = classes.length;
  const cell = Math.min(CELL_PIXELS, Math.max(SMALLEST_CELL, Math.floor(LARGEST_PIXELS / count)));
  const font = Math.min(12, Math.max(3, Math.floor(cell * 0.75)));
  const names = classes.map(({ label }) => shortLabel(label));
  const longest = names.reduce((most, { length }) => Math.max(most, length), 0);
  const margin = Math.ceil(longest * font * 0.62) + 12;
  const top = margin + 44;
  const side = count * cell;
  const width = Math.max(margin + side + 12, 420);
  const height = top + side + 12;
  const share = top1 === undefined ? '–' : `${(100 * top1).toFixed(1)} %`;
  const title = `${videos - failed} videos, top-1 ${share}; rows: true, columns: said first; darker: more of a row`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="${font}">`,
    `<title>Confusion matrix: ${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="12" y="20" font-size="12">${escaped(title)}</text>`,
    ...names.flatMap((name, i) => labelTexts(name, i, { cell, margin, top, font })),
    `<rect x="${margin}" y="${top}" width="${side}" height="${side}" fill="#f4f4f4" stroke="#bbb"/>`,
    ...cellsOf({ classes, confusion }, { cell, margin, top, font }),
    '</svg>\n',
  ];
  return parts.join('\n');
}

interface Layout {
  cell: number;
  margin: number;
  top: number;
  font: number;
}

function labelTexts(name: string, i: number, { cell, margin, top, font }: Layout): string[] {
  const middle = (i + 0.5) * cell + font * 0.35;
  const text = escaped(name);
  return [
    `<text x="${margin - 6}" y="${round(top + middle)}" text-anchor="end">${text}</text>`,
    `<text transform="translate(${round(margin + middle)} ${top - 6}) rotate(-90)">${text}</text>`,
  ];
}

/** Of cells that count something. */
function cellsOf(
  { classes, confusion }: Pick<EvaluationSummary, 'classes' | 'confusion'>,
  { cell, margin, top, font }: Layout,
): string[] {
  const parts: string[] = [];
  confusion.forEach((times, place) => {
    if (times === 0) return;
    const row = Math.floor(place / classes.length);
    const column = place % classes.length;
    const [truth, said] = [at(classes, row), at(classes, column)];
    const share = times / truth.count;
    const [x, y] = [margin + column * cell, top + row * cell];
    // Right ones blue, wrong ones red, so that what matters is seen without reading.
    const fill = row === column ? '#1f5fbf' : '#c62828';
    const tip = `${truth.label} → ${said.label}: ${times} of ${truth.count}`;
    parts.push(
      `<rect x="${x}" y="${y}" width="${cell}" height="${cell}" fill="${fill}" fill-opacity="${round(0.15 + 0.85 * share)}"><title>${escaped(printable(tip))}</title></rect>`,
    );
    if (cell < NUMBERED_CELL) return;
    const ink = share > 0.4 ? '#fff' : '#000';
    parts.push(
      `<text x="${round(x + cell / 2)}" y="${round(y + cell / 2 + font * 0.35)}" text-anchor="middle" fill="${ink}" pointer-events="none">${times}</text>`,
    );
  });
  return parts;
}

function shortLabel(label: string): string {
  const characters = Array.from(printable(label));
  return characters.length > MOST_LABEL_CHARACTERS
    ? `${characters.slice(0, MOST_LABEL_CHARACTERS - 1).join('')}…`
    : characters.join('');
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML takes it, whatever stands in a label; half a surrogate pair it takes in no way. */
function escaped(text: string): string {
  const wellFormed = Buffer.from(text).toString();
  return wellFormed.replace(/[&<>"\ufffe\uffff]/g, (character) => ENTITIES[character] ?? '\ufffd');
}
