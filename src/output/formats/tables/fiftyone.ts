/**
 * FiftyOne's temporal detections: `labels.json` of a `FiftyOneTemporalDetectionDataset`
 * (https://docs.voxel51.com/user_guide/import_datasets.html#fiftyonetemporaldetectiondataset). Of its formats for videos it is
 * the one that has stretches in seconds and confidences; the frames are FiftyOne's to count.
 */
import { posix } from 'node:path';
import type { TableFile, TableRow, TableSchema } from '../../tables/table.js';
import type { OutputFormat } from '../output-format.js';
import { toDigits, toMicroseconds } from '../numbers.js';
import { withRanks } from '../with-ranks.js';
import { jsonDocument, type JsonShape } from './json-document.js';
import { documentFormat } from './table-format.js';

const SCHEMA: TableSchema = { name: 'temporal_detections', columns: [] };

/** What FiftyOne knows by name; whatever else a row has are attributes. */
interface Detection {
  label: string;
  timestamps: [start: number, end: number];
  confidence: number;
  attributes: Record<string, string | number>;
}

const SHAPE: JsonShape = {
  head: '{"labels":{',
  foot: '}}',
  toElement: (rows) => `${JSON.stringify(rows[0]?.video)}:${JSON.stringify(rows.map(toDetection))}`,
  fromElement: (element) => {
    const [[video, detections] = []] = Object.entries(
      JSON.parse(`{${element}}`) as Record<string, Detection[]>,
    );
    if (video === undefined || detections === undefined) throw new Error('an element without a video');
    return detections.map(({ label, timestamps: [start, end], confidence, attributes }) => ({
      video,
      label,
      start_s: start,
      end_s: end,
      confidence,
      ...attributes,
    }));
  },
};

function toDetection({ video: _, label, start_s, end_s, confidence, ...attributes }: TableRow): object {
  return { label, timestamps: [start_s, end_s], confidence, attributes };
}

const load = (): Promise<TableFile> => Promise.resolve(jsonDocument(SHAPE));

/** A detection a label of a clip, over the stretch that the clip stands for. */
export const labelsFiftyone: OutputFormat<'labels'> = documentFormat('fiftyone', load, {
  rows: 'labels',
  schema: SCHEMA,
  toRows: () => (record) => {
    const { startSeconds, endSeconds } = record.span ?? record;
    return withRanks(record.labels).map(({ set, rank, label, probability, logit }) => ({
      video: posix.normalize(record.video),
      label,
      start_s: toMicroseconds(startSeconds),
      end_s: toMicroseconds(endSeconds),
      confidence: toDigits(probability),
      clip: record.clip,
      rank,
      logit: toDigits(logit),
      ...(set === undefined ? {} : { label_set: set }),
    }));
  },
});

/** A detection a stretch where a label leads, with what its video's clips come to. */
export const summariesFiftyone: OutputFormat<'summaries'> = documentFormat('fiftyone', load, {
  rows: 'summaries',
  schema: SCHEMA,
  toRows:
    () =>
    ({ video, labels }) =>
      withRanks(labels).flatMap(({ set, rank, label, meanProbability, maxProbability, segments }) =>
        segments.map(({ startSeconds, endSeconds }) => ({
          video: posix.normalize(video),
          label,
          start_s: toMicroseconds(startSeconds),
          end_s: toMicroseconds(endSeconds),
          confidence: toDigits(meanProbability),
          rank,
          max_probability: toDigits(maxProbability),
          ...(set === undefined ? {} : { label_set: set }),
        })),
      ),
});
