import { extname } from 'node:path';
import { UsageError } from '../../errors.js';
import { labelsSrt } from './captions/labels-srt.js';
import { labelsVtt } from './captions/labels-vtt.js';
import { embedsJsonl } from './embeds-jsonl.js';
import { embedsNpy } from './embeds-npy.js';
import { embedsParquet } from './embeds-parquet.js';
import { evaluationJson } from './evaluation/json.js';
import { evaluationSvg } from './evaluation/svg.js';
import { evaluationTable } from './evaluation/table.js';
import { hitsCsv, hitsJsonl, hitsTable } from './hits.js';
import { labelsCsv } from './labels-csv.js';
import { labelsJsonl } from './labels-jsonl.js';
import { labelsTable } from './labels-table.js';

import type { OutputFormat, RowKind } from './output-format.js';
import { summariesCsv } from './summaries/summaries-csv.js';
import { summariesJsonl } from './summaries/summaries-jsonl.js';
import { summariesTable } from './summaries/summaries-table.js';
import { labelsParquet, labelsSqlite } from './tables/clip-tables.js';
import { labelsFiftyone, summariesFiftyone } from './tables/fiftyone.js';
import { labelsLabelstudio, summariesLabelstudio } from './tables/labelstudio.js';
import { summariesParquet, summariesSqlite } from './tables/video-tables.js';

/**
 * All that commands write. The first of a kind that is text in one file is what a pipe gets, and, for labels and hits, a
 * file whose name has no extension.
 */
const FORMATS: { readonly [Kind in RowKind]: readonly OutputFormat<Kind>[] } = {
  labels: [
    labelsCsv,
    labelsJsonl,
    labelsVtt,
    labelsSrt,
    labelsParquet,
    labelsSqlite,
    labelsFiftyone,
    labelsLabelstudio,
    labelsTable,
  ],
  summaries: [
    summariesCsv,
    summariesJsonl,
    summariesParquet,
    summariesSqlite,
    summariesFiftyone,
    summariesLabelstudio,
    summariesTable,
  ],
  embeddings: [embedsParquet, embedsNpy, embedsJsonl],
  hits: [hitsCsv, hitsJsonl, hitsTable],
  evaluation: [evaluationJson, evaluationSvg, evaluationTable],
};

const COMMANDS: Readonly<Record<RowKind, string>> = {
  labels: 'tag',
  summaries: 'tag --per video',
  embeddings: 'embed',
  hits: 'search',
  evaluation: 'eval',
};

/** The names for `--format`. */
export function formatNames(kind: RowKind): string[] {
  const formats: readonly Pick<OutputFormat<RowKind>, 'name'>[] = FORMATS[kind];
  return formats.map(({ name }) => name);
}

interface FormatChoice {
  /** `--format` */
  name?: string | undefined;
  output?: string | undefined;
  /** stdout is one */
  isTerminal: boolean;
}

/**
 * By `--format`, else by the output's extension, else a table for people and text for programs.
 * @throws UsageError UNKNOWN_FORMAT for an extension that is none of the command's; CONTRADICTION for stdout where the
 *   format needs a file, and for a format that is not for such rows
 */
export function chooseFormat<Kind extends RowKind>(
  kind: Kind,
  { name, output, isTerminal }: FormatChoice,
): OutputFormat<Kind> {
  const formats: readonly OutputFormat<Kind>[] = FORMATS[kind];
  const byName = (wanted: string): OutputFormat<Kind> | undefined =>
    formats.find((format) => format.name === wanted);
  if (name !== undefined) return requireFile(byName(name) ?? refuseName(kind, name), output);
  const plainest = formats.find(({ files }) => files === undefined);
  if (output === undefined) return required((isTerminal ? byName('table') : undefined) ?? plainest);
  const extension = extname(output).toLowerCase();
  const found = formats.find(({ extensions }) => extensions.includes(extension));
  if (found !== undefined) return found;
  // Labels and hits may go to a file of any name; of embeddings three formats are as likely.
  if (extension === '' && kind !== 'embeddings') return required(plainest);
  throw unknownFormat(kind, output, extension);
}

function requireFile<Kind extends RowKind>(
  format: OutputFormat<Kind>,
  output: string | undefined,
): OutputFormat<Kind> {
  if (output !== undefined || format.files === undefined) return format;
  throw new UsageError(`--format ${format.name} needs a file`, {
    code: 'CONTRADICTION',
    hint: `name one with --output, like clips${format.extensions[0] ?? '.json'}`,
  });
}

/** oclif lets pass what any of a command's kinds of rows has. */
function refuseName(kind: RowKind, name: string): never {
  throw new UsageError(`--format ${name} is not for xclip ${COMMANDS[kind]}`, {
    code: 'CONTRADICTION',
    hint: `choose ${formatNames(kind).join(', ')}`,
  });
}

function required<T>(format: T | undefined): T {
  if (format === undefined) throw new TypeError('every kind of rows has a text');
  return format;
}

function unknownFormat(kind: RowKind, output: string, extension: string): UsageError {
  const others = (Object.keys(FORMATS) as RowKind[]).filter((other) =>
    extensionsOf(other).includes(extension),
  );
  const [owner] = others;
  const message =
    owner === undefined
      ? `${output} has no extension that ${COMMANDS[kind]} knows`
      : `${output}: ${extension} is what xclip ${COMMANDS[owner]} writes, not xclip ${COMMANDS[kind]}`;
  const formats: readonly Pick<OutputFormat<RowKind>, 'extensions'>[] = FORMATS[kind];
  const known = formats.flatMap(({ extensions }) => extensions.slice(0, 1));
  return new UsageError(message, {
    code: 'UNKNOWN_FORMAT',
    hint: `end it in ${known.slice(0, -1).join(', ')} or ${known.slice(-1).join('')}, or give --format`,
  });
}

function extensionsOf(kind: RowKind): string[] {
  const formats: readonly Pick<OutputFormat<RowKind>, 'extensions'>[] = FORMATS[kind];
  return formats.flatMap(({ extensions }) => extensions);
}
