import { UsageError } from '../../../errors.js';
import {
  type LabelledVideos,
  LabelledVideosBuilder,
  type Listed,
  type Place,
} from '../../../pipeline/evaluate/labelled-videos.js';
import { quoted, shortened } from '../../../quoted.js';
import { nearest } from '../../terminal/nearest.js';
import { csvManifest } from './csv-manifest.js';
import { hmdb51 } from './hmdb51.js';
import { kinetics } from './kinetics.js';
import { badManifest, type ListOptions, type VideoList } from './listed-video.js';
import { ucf101 } from './ucf101.js';

export const DATASET_NAMES = ['kinetics', 'ucf101', 'hmdb51'] as const;
export type DatasetName = (typeof DATASET_NAMES)[number];

const DATASETS: Readonly<Record<DatasetName, (options: ListOptions) => VideoList | Promise<VideoList>>> = {
  kinetics,
  ucf101,
  hmdb51,
};

/** A confusion matrix of more is no use to anyone, and takes hundreds of megabytes. */
const MOST_LABELS = 4096;
const MOST_OF_A_LABEL = 60;

export interface ManifestOptions extends ListOptions {
  /** a CSV file with the columns video and label if undefined */
  dataset: DatasetName | undefined;
  /** the labels to choose among; those of the list if undefined */
  labels: readonly string[] | undefined;
}

export interface Manifest {
  videos: LabelledVideos;
  labels: readonly string[];
}

/**
 * The videos of a list with their labels, each once.
 * @param note told of videos that are listed twice with the same label
 * @throws UsageError BAD_MANIFEST, UNKNOWN_LABEL, TWO_LABELS, TOO_MANY_LABELS, NO_SUCH_SPLIT
 */
export async function readManifest(
  { dataset, labels: given, ...options }: ManifestOptions,
  note: (line: string) => void,
): Promise<Manifest> {
  const list = dataset === undefined ? csvManifest(options) : await DATASETS[dataset](options);
  const known = given === undefined ? undefined : new Set(given);
  const builder = new LabelledVideosBuilder();
  const labels = new Set(given ?? list.labels);
  for await (const { video, label, file, line } of list.videos) {
    if (known !== undefined && !known.has(label)) throw unknownLabel(label, { file, line }, known);
    builder.add(video, label, { file, line });
    if (labels.add(label).size > MOST_LABELS) throw tooManyLabels(options.path);
  }
  const twice: Listed[] = [];
  let twiceCount = 0;
  const videos = builder.build((listed) => {
    if (listed.labels[0] !== listed.labels[1]) throw twoLabels(listed);
    twiceCount += 1;
    if (twice.length === 0) twice.push(listed);
  });
  if (videos.size === 0) throw badManifest(options.path, 'it lists no video');
  for (const { video, places } of twice) {
    note(
      `${twiceCount} of the list's lines name a video again, which counts once; the first is ${video} on ${bothPlaces(places)}`,
    );
  }
  return { videos, labels: given ?? list.labels ?? sortedLabels(labels) };
}

/** By their bytes, as paths are. */
export function sortedLabels(labels: Iterable<string>): string[] {
  return [...labels].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** @throws UsageError UNKNOWN_LABEL */
export function unknownLabel(label: string, place: Place, known: Iterable<string>): UsageError {
  const likely = nearest(label, [...known]);
  const meant = likely === undefined ? '' : `; did you mean ${quoted(likely, MOST_OF_A_LABEL)}?`;
  return new UsageError(
    `the label ${quoted(label, MOST_OF_A_LABEL)} on ${placeText(place)} is none of the labels${meant}`,
    { code: 'UNKNOWN_LABEL', hint: 'correct one of them: labels are compared letter by letter' },
  );
}

function twoLabels({ video, labels, places }: Listed): UsageError {
  const [first, second] = labels.map((label) => quoted(label, MOST_OF_A_LABEL));
  return new UsageError(
    `${shortened(video, 300)} has two labels: ${first} on ${placeText(places[0])}, ${second} on ${placeText(places[1])}`,
    { code: 'TWO_LABELS', hint: 'take one of them out: a video has one true label' },
  );
}

function tooManyLabels(path: string): UsageError {
  return new UsageError(`${path} has more than ${MOST_LABELS} different labels`, {
    code: 'TOO_MANY_LABELS',
    hint: 'check that its column label holds classes, not descriptions',
  });
}

function bothPlaces([first, second]: readonly [Place, Place]): string {
  return first.file === second.file
    ? `lines ${first.line} and ${second.line} of ${first.file}`
    : `${placeText(first)} and ${placeText(second)}`;
}

function placeText({ file, line }: Place): string {
  return `line ${line} of ${file}`;
}
