import { at } from '../at.js';

/** A checkpoint published by X-CLIP's authors. */
export interface KnownModel {
  /** Hub id, `org/name`. */
  readonly id: string;
  /** Frames sampled from each clip. */
  readonly frames: number;
  /** Width and height of a frame the model sees, in pixels. */
  readonly imageSize: 224 | 336;
  /** Work for one clip in GFLOPs as its authors report it; undefined where they do not. */
  readonly gflopsPerClip: number | undefined;
}

/** What `--model` is when nothing is said. */
export const DEFAULT_MODEL = 'microsoft/xclip-base-patch32';

function model(name: string, frames: number, gflopsPerClip?: number, imageSize: 224 | 336 = 224): KnownModel {
  return { id: `microsoft/xclip-${name}`, frames, imageSize, gflopsPerClip };
}

// A clip's work depends on the architecture and the frames alone, so fine-tuned copies share their base's figure.
const B16_8_FRAMES = 145;
const B16_32_FRAMES = 571;

/** Every published checkpoint, smallest first within its family. */
export const KNOWN_MODELS: readonly KnownModel[] = [
  model('base-patch32', 8, 39),
  model('base-patch32-16-frames', 16),
  model('base-patch16', 8, B16_8_FRAMES),
  model('base-patch16-16-frames', 16),
  model('base-patch16-kinetics-600', 8, B16_8_FRAMES),
  model('base-patch16-kinetics-600-16-frames', 16),
  model('base-patch16-zero-shot', 32, B16_32_FRAMES),
  model('base-patch16-hmdb-2-shot', 32, B16_32_FRAMES),
  model('base-patch16-hmdb-4-shot', 32, B16_32_FRAMES),
  model('base-patch16-hmdb-8-shot', 32, B16_32_FRAMES),
  model('base-patch16-hmdb-16-shot', 32, B16_32_FRAMES),
  model('base-patch16-ucf-2-shot', 32, B16_32_FRAMES),
  model('base-patch16-ucf-4-shot', 32, B16_32_FRAMES),
  model('base-patch16-ucf-8-shot', 32, B16_32_FRAMES),
  model('base-patch16-ucf-16-shot', 32, B16_32_FRAMES),
  model('large-patch14', 8),
  model('large-patch14-kinetics-600', 8),
  model('large-patch14-16-frames', 16, 3086, 336),
];

/** Edits (insert, delete, replace) that turn one string into the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = at(previous, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, at(previous, column) + 1, at(current, column - 1) + 1));
    }
    previous = current;
  }
  return at(previous, b.length);
}

/** The published id that looks most like what was typed, with or without its organisation. */
export function nearestKnownModel(typed: string): string {
  const name = (id: string): string => id.slice(id.lastIndexOf('/') + 1).toLowerCase();
  const distances = KNOWN_MODELS.map(({ id }) => editDistance(name(id), name(typed).slice(0, 100)));
  return KNOWN_MODELS[distances.indexOf(Math.min(...distances))]?.id ?? DEFAULT_MODEL;
}
