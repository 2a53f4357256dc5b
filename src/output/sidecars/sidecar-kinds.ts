/** What is written beside a video, and how one of ours is known. */
import type { Rows } from '../formats/output-format.js';
import { labelLine, onOneLine } from '../formats/captions/captions.js';
import { labelsSrt } from '../formats/captions/labels-srt.js';
import { labelsVtt } from '../formats/captions/labels-vtt.js';
import { clipRecordFields } from '../formats/labels-jsonl.js';
import { segmentsText } from '../formats/summaries/segments-text.js';
import { summaryFields } from '../formats/summaries/summaries-jsonl.js';

export const SIDECAR_NAMES = ['json', 'vtt', 'srt', 'txt'] as const;
export type SidecarName = (typeof SIDECAR_NAMES)[number];

/** What `tag` makes of videos. */
export type TagRowKind = 'labels' | 'summaries';

/** What a sidecar says of the run. */
export interface SidecarFacts {
  /** name and version of the program */
  tool: string;
  /** id of the model */
  model: string;
}

/** The text of one video's sidecar, piece by piece. */
export interface SidecarText<Row> {
  header: string;
  toText: (row: Row) => string;
  footer: string;
}

type MakeText<Kind extends TagRowKind> = (video: string, facts: SidecarFacts) => SidecarText<Rows[Kind]>;

/** Captions are of clips. */
export const SIDECAR_TEXTS: {
  readonly [Kind in TagRowKind]: Readonly<Partial<Record<SidecarName, MakeText<Kind>>>>;
} = {
  labels: { json: clipsJson, vtt: captionsVtt, srt: captionsSrt, txt: clipsTxt },
  summaries: { json: summaryJson, txt: summaryTxt },
};

const VERSION = 1;
const VTT_NOTE = 'WEBVTT\n\nNOTE xclip-tagger\n';
const LABEL_LINE = String.raw`.* \(-?\d+\.\d %\)`;

/** What begins every sidecar of ours and hardly anything else; those of captions and text may be empty. */
const OURS: Readonly<Record<SidecarName, RegExp>> = {
  json: /^\{"xclip_sidecar":/,
  vtt: new RegExp(`^${VTT_NOTE}`),
  srt: new RegExp(String.raw`^($|1\n\d+:\d\d:\d\d,\d{3} --> \d+:\d\d:\d\d,\d{3}\n${LABEL_LINE}\n)`),
  txt: new RegExp(String.raw`^($|${LABEL_LINE}( .*)?\n)`),
};

/** @param head how the file begins, all of it if it is short */
export function isOurs(name: SidecarName, head: string): boolean {
  return OURS[name].test(head);
}

/** `{"xclip_sidecar":1,…,"clips":[…]}`, a clip a line. */
function clipsJson(video: string, facts: SidecarFacts): SidecarText<Rows['labels']> {
  let before = '';
  return {
    header: `${JSON.stringify({ xclip_sidecar: VERSION, ...facts, video }).slice(0, -1)},"clips":[\n`,
    toText: (record) => {
      const text = before + JSON.stringify(clipRecordFields(record));
      before = ',\n';
      return text;
    },
    footer: '\n]}\n',
  };
}

function summaryJson(_video: string, facts: SidecarFacts): SidecarText<Rows['summaries']> {
  return {
    header: '',
    toText: (summary) =>
      `${JSON.stringify({ xclip_sidecar: VERSION, ...facts, ...summaryFields(summary) })}\n`,
    footer: '',
  };
}

function captionsVtt(): SidecarText<Rows['labels']> {
  return { header: VTT_NOTE, toText: labelsVtt.text({}).toText, footer: '' };
}

function captionsSrt(): SidecarText<Rows['labels']> {
  return { header: '', toText: labelsSrt.text({}).toText, footer: '' };
}

/** `a dog running (87.2 %)`, a line a label; after the time where a video has many clips. */
function clipsTxt(): SidecarText<Rows['labels']> {
  return {
    header: '',
    toText: ({ span, labels }) => {
      const time = span === undefined ? '' : `${segmentsText([span])} s: `;
      return labels.map((label) => `${time}${labelLine(label, onOneLine)}\n`).join('');
    },
    footer: '',
  };
}

/** `a dog running (87.2 %) 0.0-4.5;8.0-10.0`: its mean, and where it leads. */
function summaryTxt(): SidecarText<Rows['summaries']> {
  return {
    header: '',
    toText: ({ labels }) =>
      labels
        .map(({ meanProbability, segments, ...label }) => {
          const where = segments.length === 0 ? '' : ` ${segmentsText(segments)}`;
          return `${labelLine({ ...label, probability: meanProbability }, onOneLine)}${where}\n`;
        })
        .join(''),
    footer: '',
  };
}
