/** What people write or keep: labels, examples, earlier outputs. */
import { join } from 'node:path';
import { readExamples } from '../../../../dist/cli/flags/examples-file.js';
import { readLabelSets } from '../../../../dist/cli/flags/read-labels.js';
import { Snapshot } from '../../../../dist/output/compare-snapshot.js';
import { labelsCsv } from '../../../../dist/output/formats/labels-csv.js';
import { labelsJsonl } from '../../../../dist/output/formats/labels-jsonl.js';
import { text } from '../lib/seeds.mjs';

const RECORDS = ['clips/a.mp4', 'clips/été, "b".mkv'].map((video, clip) => ({
  video,
  clip,
  startSeconds: 0.48,
  endSeconds: 1.76,
  frameIndices: [12, 13, 14],
  notes: clip === 0 ? [] : ['short'],
  labels: [
    { set: 'scene', label: 'playing sports', probability: 0.75, logit: 20.5 },
    { set: 'scene', label: 'eating, "spaghetti"', probability: 0.25, logit: 19.4 },
  ],
}));
const WITHOUT_SETS = RECORDS.map((record) => ({
  ...record,
  labels: record.labels.map(({ label, probability, logit }) => ({ label, probability, logit })),
}));

function csv(records, hasSets) {
  const format = labelsCsv.text({ hasSets });
  return text(format.header + records.map((record) => format.toText(record)).join(''));
}

export const targets = {
  labels: () => ({
    seeds: [
      { 'labels.txt': text('playing sports\neating spaghetti\r\n\r\n  go shopping  \n日本語\n') },
      { 'labels.txt': text('\ufeffone\rtwo\rthree') },
      { 'labels.csv': text('label,prompt\na,"b, c"\na,d\n# not\ne,\n') },
    ],
    run: (folder, name) => {
      const path = join(folder, name);
      readLabelSets([path], ['one more']);
      readLabelSets([`scene=${path}`], [], { withComments: true });
    },
  }),

  examples: () => ({
    seeds: [
      {
        'examples.csv': text(
          'video,label\na.mp4,playing sports\n"b, c.mp4","eating ""it"""\n\n/d/e.mp4 , go\n',
        ),
      },
      { 'examples.csv': text('\ufefflabel,other,video\r\nx,1,a.mp4\r\ny,2,b.mp4\r\n') },
    ],
    run: (folder, name) => readExamples(join(folder, name)),
  }),

  snapshot: () => ({
    seeds: [
      { 'old.csv': csv(WITHOUT_SETS, false) },
      { 'old.csv': csv(RECORDS, true) },
      { 'old.jsonl': text(RECORDS.map((record) => labelsJsonl.text({}).toText(record)).join('')) },
      { 'old.jsonl': { ...text(labelsJsonl.text({}).toText(WITHOUT_SETS[0])), form: 'json' } },
    ],
    run: (folder, name) => {
      for (const records of [RECORDS, WITHOUT_SETS]) {
        const snapshot = Snapshot.read(join(folder, name));
        for (const record of records) snapshot.driftOf(record, 1e-4);
        snapshot.missing();
      }
    },
  }),
};
