import { UsageError } from '../../errors.js';
import { chooseFormat } from '../../output/formats/all-formats.js';
import type {
  NamedLabel,
  OutputFormat,
  Rows,
  RowText,
  TextOptions,
} from '../../output/formats/output-format.js';
import type { TagRowKind } from '../../output/sidecars/sidecar-kinds.js';
import type { ScoredClip } from '../../pipeline/infer/score.js';
import { sumUpVideos } from '../../pipeline/rank/sum-up-videos.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import { rankStream, type RankStreamOptions } from '../../pipeline/tagger.js';
import type { Labels } from '../flags/labels.js';
import type { TagFlags } from './flags.js';

/** One kind of rows that `tag` makes of scored clips, and how they are written. */
export interface RowsOfKind<Kind extends TagRowKind> {
  kind: Kind;
  format: OutputFormat<Kind>;
  text: RowText<Rows[Kind]>;
  make(
    clips: AsyncIterable<ScoredClip | FailedVideo>,
    options: RankStreamOptions,
  ): AsyncGenerator<Rows[Kind] | FailedVideo, void, undefined>;
}

/** A record a clip, or one a video (`--per`). */
export type TagRows = RowsOfKind<'labels'> | RowsOfKind<'summaries'>;

/** @throws UsageError UNKNOWN_FORMAT, DUPLICATE_COLUMN, CONTRADICTION */
export function chooseRows(
  flags: TagFlags,
  labels: Labels,
  { isTerminal, ofStore }: { isTerminal: boolean; ofStore: boolean },
): TagRows {
  const { output, wide } = flags;
  const choice = {
    name: flags.format ?? (wide && output === undefined ? 'csv' : undefined),
    output,
    isTerminal,
  };
  const options: TextOptions = {
    hasSets: labels.sets.some(({ name }) => name !== undefined),
    isSafe: flags['csv-safe'],
    columns: process.stdout.columns,
    wide: wide ? namedLabels(labels) : undefined,
    model: ofStore ? undefined : flags.model,
  };
  if (flags.per === 'video') {
    const format = requireFitting(chooseFormat('summaries', choice), flags);
    return { kind: 'summaries', format, text: format.text(options), make: sumUpVideos };
  }
  const format = requireFitting(chooseFormat('labels', choice), flags);
  return { kind: 'labels', format, text: format.text(options), make: rankStream };
}

function requireFitting<Format extends { name: string; needsFractions?: true }>(
  format: Format,
  { wide, scores }: TagFlags,
): Format {
  if (wide && format.name !== 'csv') {
    throw new UsageError(`--wide is for CSV, not for ${format.name}`, {
      code: 'CONTRADICTION',
      hint: 'leave it out, or end the output in .csv',
    });
  }
  if (format.needsFractions === true && scores === 'cosine') {
    throw new UsageError(`--format ${format.name} takes scores from 0 to 1, which cosines are not`, {
      code: 'CONTRADICTION',
      hint: 'choose --scores softmax or sigmoid, or another format',
    });
  }
  return format;
}

/** In the labels' order, set after set, the parents of nested ones after them. */
function namedLabels({ labels, sets }: Labels): NamedLabel[] {
  const rest = [...labels];
  return sets.flatMap(({ name, size, parents = [] }) => {
    const own = new Set([...rest.splice(0, size), ...parents.map(({ label }) => label)]);
    return [...own].map((label) => (name === undefined ? { label } : { set: name, label }));
  });
}
