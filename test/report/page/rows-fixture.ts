import { Rows } from '../../../page/src/rows.js';
import { ResultColumns } from '../../../src/report/result-columns.js';
import type { SourceData } from '../../../src/report/page-data.js';

export interface FixtureRow {
  video: string;
  clip?: number;
  start?: number;
  end?: number;
  /** label and probability, best first */
  labels: [string, number][];
  /** of a video that is summed up: when each label leads */
  segments?: number[][];
  source?: number;
}

const SOURCE: SourceData = { path: 'tags.jsonl', kind: 'clips', rows: 0, failures: 0, notes: [], run: null };

/** Rows as a page gets them. */
export function rowsOf(rows: readonly FixtureRow[], sources: readonly Partial<SourceData>[] = [{}]): Rows {
  const columns = new ResultColumns();
  for (const { video, clip = 0, start = 0, end = 1, labels, segments, source = 0 } of rows) {
    const row = columns.addRow({ source, video, clip, startSeconds: start, endSeconds: end });
    labels.forEach(([label, probability], i) => {
      const times = segments?.[i];
      const summary = times === undefined ? undefined : { peak: 1, peakStartSeconds: 0, segments: times };
      columns.addEntry(row, { label, rank: i + 1, probability, summary });
    });
  }
  const data = {
    ...{ title: '', tool: '', madeAt: '', rootUrl: '../', picturesNote: '', evaluations: [] },
    sources: sources.map((source) => ({ ...SOURCE, ...source })),
    ...columns.finish(),
  };
  return new Rows(data, new Map());
}
