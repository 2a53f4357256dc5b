import { XclipError } from '../../errors.js';
import type {
  FileDescriptions,
  OutputFormat,
  RowKind,
  Rows,
  RowText,
} from '../../output/formats/output-format.js';
import { settingsThatDiffer } from '../../output/journal/compare-settings.js';
import type { Settings } from '../../output/journal/journal-format.js';
import type { RunFiles } from '../../output/journal/run-files.js';
import { printable } from '../../output/printable.js';
import { RunOutput, type Output } from '../../output/run-output.js';
import type { RowSource, RowTarget, RowWriter } from '../../output/rows/output-rows.js';
import { beginText, textRows } from '../../output/rows/text-rows.js';
import { lazyFileSink, stdoutSink, type Sink } from '../../output/sink.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import {
  clearCompanions,
  clearRunFile,
  errorsFileOf,
  hasCompanions,
  isPlainOutput,
  runFilesOf,
} from './output-files.js';
import { ExistingOutputs } from './protect-inputs.js';
import type { WorkSource } from './work-source.js';

/** Of settings that differ: in a damaged journal they may all do. */
const MOST_NAMED = 10;

/** A format's rows and where they go; to stdout if `output` is undefined. */
export interface OutputTarget<Kind extends RowKind> {
  output: string | undefined;
  format: OutputFormat<Kind>;
  text: RowText<Rows[Kind]>;
}

interface OpenOptions<Kind extends RowKind> {
  /** what decides over results: what a resume compares */
  settings: Settings;
  /** the weights' hash, which is asked for only where a run is resumed */
  hashWeights: () => Promise<string>;
  description: FileDescriptions[Kind];
  /** what no output may replace; undefined where no model was opened */
  modelFolder: string | undefined;
  note: (line: string) => void;
}

/**
 * Opens an output: anew, or after what an earlier run finished. One that cannot be resumed has no journal.
 * @throws XclipError RESUME_MISMATCH, OUTPUT_UNWRITABLE; UsageError OUTPUT_IS_INPUT
 */
export async function openOutput<Kind extends RowKind>(
  { files, previous }: Pick<WorkSource<unknown>, 'files' | 'previous'>,
  target: OutputTarget<Kind>,
  options: OpenOptions<Kind>,
): Promise<Output<Rows[Kind]>> {
  const { settings, hashWeights, description, note } = options;
  const { modelFolder } = options;
  if (modelFolder !== undefined) await (await ExistingOutputs.of(target.output)).refuseModel(modelFolder);
  if (files === undefined) return openUnjournaled(target, options);
  const rows: RowTarget<Rows[Kind]> =
    target.format.files?.target(files, description) ?? textRows(files.output, target.text.header);
  const output = target.output ?? files.output;
  if (previous !== undefined) requireSame(output, previous.journal.settings, settings);
  const before = previous?.journal.weightsHash;
  if (before !== undefined)
    requireSame(output, { 'model weights': before }, { 'model weights': await hashWeights() });
  await clearRunFile(output);
  const writer =
    previous === undefined
      ? await RunOutput.create(files, rows, { settings })
      : await previous.continue(rows, note);
  return writer.taking(target.text.toText, failureLine);
}

async function openUnjournaled<Kind extends RowKind>(
  { output, format, text }: OutputTarget<Kind>,
  { description, note }: Pick<OpenOptions<Kind>, 'description' | 'note'>,
): Promise<Output<Rows[Kind]>> {
  const { toText } = text;
  if (output === undefined) {
    const rows = await beginText(stdoutSink(), text.header);
    return RunOutput.unjournaled<Rows[Kind]>(rows, noteSink(note)).taking(toText, failureNote);
  }
  const isAlone = !hasCompanions(output);
  if (!isAlone) await clearCompanions(output);
  const tail = (await isPlainOutput(output)) ? runFilesOf(output).tail : undefined;
  const rows: RowWriter<Rows[Kind]> = await (
    format.files?.target({ output, tail }, description) ?? textRows(output, text.header)
  ).create();
  if (isAlone) return RunOutput.unjournaled(rows, noteSink(note)).taking(toText, failureNote);
  return RunOutput.unjournaled(rows, lazyFileSink(errorsFileOf(output))).taking(toText, failureLine);
}

/** In the place of an output: what failed is said on stderr, and rows go nowhere. */
export function withoutRows(note: (line: string) => void): Output<object> {
  const rows = {
    end: 0,
    write: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return RunOutput.unjournaled(rows, noteSink(note)).taking(() => '', failureNote);
}

/** How rows of an earlier run are read. */
export function rowSource<Kind extends RowKind>(
  { format, text }: Pick<OutputTarget<Kind>, 'format' | 'text'>,
  files: RunFiles,
): RowSource {
  return format.files?.source(files) ?? textRows(files.output, text.header);
}

/** A line of the errors file. */
function failureLine({ video, error }: FailedVideo): string {
  return `${JSON.stringify({ video, code: error.code, message: error.toLine() })}\n`;
}

/** What stderr says where there is no errors file. */
export function failureNote({ video, error }: FailedVideo): string {
  return printable(`${video}: ${error.toLine()}`);
}

function noteSink(note: (line: string) => void): Sink {
  return {
    write: (line) => {
      note(line);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

/** @throws XclipError RESUME_MISMATCH */
export function requireSame(output: string, before: Settings, now: Settings): void {
  const differences = settingsThatDiffer(before, now);
  if (differences.length === 0) return;
  const unnamed = differences.length - MOST_NAMED;
  const named = differences.slice(0, MOST_NAMED).join('; ') + (unnamed > 0 ? `; and ${unnamed} more` : '');
  throw new XclipError(`${output} was begun with other settings: ${named}`, {
    code: 'RESUME_MISMATCH',
    hint: 'give the settings of then, or --overwrite instead of --resume to begin anew',
  });
}
