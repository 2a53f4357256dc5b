import type { DisplayTurn } from '../packets/display-turn.js';

const CHANNELS = 3;

interface Size {
  width: number;
  height: number;
}

interface Picture extends Size {
  rgb: Uint8Array;
}

/** Where FFmpeg's filters take the pixel of column x and row y of what they give, in a picture of that size. */
const SOURCES: Record<string, (x: number, y: number, from: Size) => readonly [number, number]> = {
  hflip: (x, y, { width }) => [width - 1 - x, y],
  vflip: (x, y, { height }) => [x, height - 1 - y],
  'transpose=cclock_flip': (x, y) => [y, x],
  'transpose=clock': (x, y, { height }) => [y, height - 1 - x],
  'transpose=cclock': (x, y, { width }) => [width - 1 - y, x],
  'transpose=clock_flip': (x, y, { width, height }) => [width - 1 - y, height - 1 - x],
};

/** Does to RGB pixels what the filters of a turn do. @param rgb uint8 [height, width, 3] */
export function turnPixels(rgb: Uint8Array, { width, height }: Size, turn: DisplayTurn): Uint8Array {
  return turn.filters.reduce<Picture>(applyFilter, { rgb, width, height }).rgb;
}

function applyFilter({ rgb, width, height }: Picture, filter: string): Picture {
  const sourceOf = SOURCES[filter];
  if (sourceOf === undefined) throw new Error(`no such turn: ${filter}`);
  const swaps = filter.startsWith('transpose');
  const to = swaps ? { width: height, height: width } : { width, height };
  const turned = new Uint8Array(rgb.length);
  let at = 0;
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++, at += CHANNELS) {
      const [column, row] = sourceOf(x, y, { width, height });
      const from = (row * width + column) * CHANNELS;
      for (let channel = 0; channel < CHANNELS; channel++) turned[at + channel] = rgb[from + channel] ?? 0;
    }
  }
  return { rgb: turned, ...to };
}
