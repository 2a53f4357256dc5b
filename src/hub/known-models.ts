import { at } from '../at.js';

/** What a checkpoint was trained on. */
export type TrainingSet = 'Kinetics-400' | 'Kinetics-600' | 'HMDB-51' | 'UCF-101';

/** How many of a dataset's videos got their own label first, as the authors measured it. */
export interface ReportedAccuracy {
  dataset: TrainingSet;
  /** in percent */
  top1: number;
}

/** A checkpoint published by X-CLIP's authors. */
export interface KnownModel {
  /** Hub id, `org/name`. */
  readonly id: string;
  /** Frames sampled from each clip. */
  readonly frames: number;
  /** Width and height of a frame the model sees, in pixels. */
  readonly imageSize: 224 | 336;
  /** Work for one clip in GFLOPs as its authors report it. */
  readonly gflopsPerClip: number;
  /** Parameters, in millions: four bytes each in memory. */
  readonly millionParameters: number;
  readonly trainedOn: TrainingSet;
  /** Videos of each class that it was shown; undefined: all of them */
  readonly shots?: number;
  /** On classes it was trained on, unless `suits` says open labels. */
  readonly accuracy: readonly ReportedAccuracy[];
  /** The labels it is for: those it was trained on, or any. */
  readonly suits: 'its classes' | 'open labels';
}

/** What `--model` is when nothing is said. */
export const DEFAULT_MODEL = 'microsoft/xclip-base-patch32';

/** What suits labels that no checkpoint was trained on. */
export const ZERO_SHOT_MODEL = 'microsoft/xclip-base-patch16-zero-shot';

type Architecture = Pick<KnownModel, 'frames' | 'imageSize' | 'gflopsPerClip' | 'millionParameters'>;

const B32_8: Architecture = { frames: 8, imageSize: 224, gflopsPerClip: 39, millionParameters: 197 };
const B32_16: Architecture = { frames: 16, imageSize: 224, gflopsPerClip: 75, millionParameters: 197 };
const B16_8: Architecture = { frames: 8, imageSize: 224, gflopsPerClip: 145, millionParameters: 195 };
const B16_16: Architecture = { frames: 16, imageSize: 224, gflopsPerClip: 287, millionParameters: 195 };
const B16_32: Architecture = { frames: 32, imageSize: 224, gflopsPerClip: 571, millionParameters: 195 };
const L14_8: Architecture = { frames: 8, imageSize: 224, gflopsPerClip: 658, millionParameters: 576 };
const L14_16: Architecture = { frames: 16, imageSize: 336, gflopsPerClip: 3086, millionParameters: 576 };

function supervised(
  name: string,
  architecture: Architecture,
  trainedOn: TrainingSet,
  top1: number,
): KnownModel {
  const id = `microsoft/xclip-${name}`;
  return { id, ...architecture, trainedOn, accuracy: [{ dataset: trainedOn, top1 }], suits: 'its classes' };
}

function fewShot(name: string, trainedOn: TrainingSet, shots: number, top1: number): KnownModel {
  return { ...supervised(`base-patch16-${name}-${shots}-shot`, B16_32, trainedOn, top1), shots };
}

/**
 * Every published checkpoint, smallest first within its family. Work and accuracies are those of the authors' table of
 * models (microsoft/VideoX, X-CLIP); the supervised ones' are of 4 clips × 3 crops a video.
 */
export const KNOWN_MODELS: readonly KnownModel[] = [
  supervised('base-patch32', B32_8, 'Kinetics-400', 80.4),
  supervised('base-patch32-16-frames', B32_16, 'Kinetics-400', 81.1),
  supervised('base-patch16', B16_8, 'Kinetics-400', 83.8),
  supervised('base-patch16-16-frames', B16_16, 'Kinetics-400', 84.7),
  supervised('base-patch16-kinetics-600', B16_8, 'Kinetics-600', 85.3),
  supervised('base-patch16-kinetics-600-16-frames', B16_16, 'Kinetics-600', 85.8),
  {
    id: ZERO_SHOT_MODEL,
    ...B16_32,
    trainedOn: 'Kinetics-400',
    accuracy: [
      { dataset: 'HMDB-51', top1: 44.6 },
      { dataset: 'UCF-101', top1: 72.0 },
      { dataset: 'Kinetics-600', top1: 65.2 },
    ],
    suits: 'open labels',
  },
  fewShot('hmdb', 'HMDB-51', 2, 53.0),
  fewShot('hmdb', 'HMDB-51', 4, 57.3),
  fewShot('hmdb', 'HMDB-51', 8, 62.8),
  fewShot('hmdb', 'HMDB-51', 16, 64.0),
  fewShot('ucf', 'UCF-101', 2, 76.4),
  fewShot('ucf', 'UCF-101', 4, 83.4),
  fewShot('ucf', 'UCF-101', 8, 88.3),
  fewShot('ucf', 'UCF-101', 16, 91.4),
  supervised('large-patch14', L14_8, 'Kinetics-400', 87.1),
  supervised('large-patch14-kinetics-600', L14_8, 'Kinetics-600', 88.3),
  supervised('large-patch14-16-frames', L14_16, 'Kinetics-400', 87.7),
];

/** A published checkpoint by its id; undefined for any other. */
export function knownModel(id: string): KnownModel | undefined {
  return KNOWN_MODELS.find((model) => model.id === id);
}

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
