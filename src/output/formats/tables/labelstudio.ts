/**
 * Label Studio's tasks with predictions (https://labelstud.io/guide/predictions): regions of `<TimelineLabels>` on a `<Video>`
 * (https://labelstud.io/tags/timelinelabels), which are counted in frames from 1, the last one included.
 */
import type { TableFile, TableRow, TableSchema } from '../../tables/table.js';
import type { OutputFormat, TextOptions } from '../output-format.js';
import type { TimeSpan } from '../../../pipeline/read/windows.js';
import { toDigits, toMicroseconds } from '../numbers.js';
import { jsonDocument, type JsonShape } from './json-document.js';
import { documentFormat } from './table-format.js';

/**
 * Frames a second of the timeline. Label Studio does not know a file's own; it takes the number from its configuration, and
 * this one where that is silent. A task says it, for `frameRate="$fps"`.
 */
const FRAMES_PER_SECOND = 24;

/** Names of the tags in Label Studio's own template. */
const CONTROL = 'timelineLabels';
const OBJECT = 'video';

const SCHEMA: TableSchema = { name: 'regions', columns: [] };

interface Region {
  value: { ranges: [{ start: number; end: number }]; timelinelabels: [string] };
  score: number;
}

interface Task {
  data: { path: string };
  predictions: [{ model_version: string; result: Region[] }];
}

/** A region, as a row. */
type RegionRow = TableRow & {
  video: string;
  model_version: string;
  label: string;
  start: number;
  end: number;
  score: number;
};

const SHAPE: JsonShape = {
  head: '[',
  foot: ']',
  toElement: (rows) => JSON.stringify(toTask(rows as readonly RegionRow[])),
  fromElement: (element) => {
    const { data, predictions } = JSON.parse(element) as Task;
    const [{ model_version, result }] = predictions;
    return result.map(({ value, score }) => {
      const [{ start, end }] = value.ranges;
      return { video: data.path, model_version, label: value.timelinelabels[0], start, end, score };
    });
  },
};

function toTask(rows: readonly RegionRow[]): object {
  const [{ video, model_version } = { video: '', model_version: '' }] = rows;
  return {
    data: { video: localFileUrl(video), path: video, fps: FRAMES_PER_SECOND },
    predictions: [
      {
        model_version,
        score: toDigits(certainty(rows)),
        result: rows.map(({ label, start, end, score }, i) => ({
          id: `r${i + 1}`,
          from_name: CONTROL,
          to_name: OBJECT,
          type: 'timelinelabels',
          value: { ranges: [{ start, end }], timelinelabels: [label] },
          score,
        })),
      },
    ],
  };
}

/** How Label Studio serves files below its document root: that should be the folder of the run, or `/` for a whole path. */
function localFileUrl(video: string): string {
  // A half of a surrogate pair, as a label or a name may have it, is no character that a URL can hold.
  const path = video.replace(/^(?:\.?\/)+/, '').replace(/\p{Cs}/gu, '\ufffd');
  return `/data/local-files/?d=${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** Of the video as a whole, to sort tasks by: the mean of each stretch's best. */
function certainty(rows: readonly RegionRow[]): number {
  const best = new Map<string, number>();
  for (const { start, end, score } of rows) {
    const key = `${start}-${end}`;
    best.set(key, Math.max(best.get(key) ?? 0, score));
  }
  return [...best.values()].reduce((sum, score) => sum + score, 0) / best.size;
}

const load = (): Promise<TableFile> => Promise.resolve(jsonDocument(SHAPE));

/** A region a label of a clip, over the stretch that the clip stands for. */
export const labelsLabelstudio: OutputFormat<'labels'> = documentFormat('labelstudio', load, {
  rows: 'labels',
  schema: SCHEMA,
  needsFractions: true,
  toRows: (options) => {
    const toRegion = regionsOf(options);
    return (record) =>
      record.labels.map((entry) => toRegion(record.video, entry, record.span ?? record, entry.probability));
  },
});

/** A region a stretch where a label leads. */
export const summariesLabelstudio: OutputFormat<'summaries'> = documentFormat('labelstudio', load, {
  rows: 'summaries',
  schema: SCHEMA,
  needsFractions: true,
  toRows: (options) => {
    const toRegion = regionsOf(options);
    return ({ video, labels }) =>
      labels.flatMap((entry) =>
        entry.segments.map((span) => toRegion(video, entry, span, entry.meanProbability)),
      );
  },
});

function regionsOf({ model }: TextOptions) {
  const modelVersion = model === undefined ? 'xclip-tagger' : `xclip-tagger ${model}`;
  return (
    video: string,
    { set, label }: { set?: string; label: string },
    span: TimeSpan,
    score: number,
  ): RegionRow => ({
    video,
    model_version: modelVersion,
    label: set === undefined ? label : `${set}: ${label}`,
    ...toFrames(span),
    score: toDigits(score),
  });
}

/** The frames that a stretch touches: stretches that meet share none. */
function toFrames({ startSeconds, endSeconds }: TimeSpan): { start: number; end: number } {
  const start = Math.floor(frames(startSeconds)) + 1;
  return { start, end: Math.max(Math.ceil(frames(endSeconds)), start) };
}

function frames(seconds: number): number {
  return toMicroseconds(Math.max(0, seconds) * FRAMES_PER_SECOND);
}
