import type { Hit } from '../../pipeline/search/search-clips.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import type { VideoSummary } from '../../pipeline/rank/sum-up-videos.js';
import type { StoreDescription } from '../../store/store-description.js';
import type { StoredClip } from '../../store/stored-clip.js';
import type { EvaluationPart } from './evaluation/part.js';
import type { RunFiles } from '../journal/run-files.js';
import type { RowSource, RowTarget } from '../rows/output-rows.js';

/** What hits are ranked by: the model's logit of a text, or the cosine with another clip. */
export type HitScore = 'logit' | 'cosine';

/** What was found for a query. */
export interface QueryResult {
  query: string;
  /** best first */
  hits: readonly Hit[];
}

/**
 * What commands write: `tag` labels of clips, or of videos (`--per video`), `embed` clips' embeddings, `search` clips that answer
 * a query, `eval` figures.
 */
export interface Rows {
  labels: TagRecord;
  summaries: VideoSummary;
  embeddings: StoredClip;
  hits: QueryResult;
  evaluation: EvaluationPart;
}
export type RowKind = keyof Rows;

/** What a file says of all its rows, where its format says so. */
export interface FileDescriptions {
  labels: undefined;
  summaries: undefined;
  embeddings: StoreDescription;
  hits: undefined;
  evaluation: undefined;
}

/** A label with the set that it is of, where sets have names. */
export interface NamedLabel {
  set?: string;
  label: string;
}

export interface TextOptions {
  /** the sets of labels have names; false if undefined */
  hasSets?: boolean | undefined;
  /** CSV without live formulas (`csvCell`); false if undefined */
  isSafe?: boolean | undefined;
  /** CSV with a column for each of these labels; a row a label if undefined */
  wide?: readonly NamedLabel[] | undefined;
  /** what hits are ranked by; logit if undefined */
  score?: HitScore | undefined;
  /** id of the model, as it was asked for; undefined where a store names it */
  model?: string | undefined;
  /** of the terminal, where output goes to one */
  columns?: number | undefined;
}

/** Rows as text. */
export interface RowText<Row> {
  /** what stands before the first row */
  header: string;
  /** Whole lines; of a file that is not text, those that a journal counts, exact to the bit. */
  toText: (row: Row) => string;
}

/** Where rows are stored whose file is not their text. */
export interface RowFiles<Row, Description> {
  source(files: RunFiles): RowSource;
  target(files: OutputFiles, description: Description): RowTarget<Row>;
}

/** Where rows are written; without a tail if what is written cannot be resumed. */
export type OutputFiles = Pick<RunFiles, 'output'> & { tail: string | undefined };

/** A format of one command's rows. `all-formats.ts` lists them. */
export interface OutputFormat<Kind extends RowKind> {
  /** of `--format` */
  name: string;
  rows: Kind;
  /** of outputs that are written so unless `--format` says otherwise: lower case, with the dot; none for a terminal's */
  extensions: readonly string[];
  /** an output that was cut can be completed */
  isResumable: boolean;
  /** an output belongs to one video that is cut into many clips, as captions do */
  isOfOneVideo?: true;
  /** it comes into being as a whole, under another name first: so it can be no pipe or device */
  needsPlainFile?: true;
  /** its readers take scores from 0 to 1 only */
  needsFractions?: true;
  text: (options: TextOptions) => RowText<Rows[Kind]>;
  /** a file of the header and the rows' text, or stdout, if undefined */
  files?: RowFiles<Rows[Kind], FileDescriptions[Kind]>;
}
