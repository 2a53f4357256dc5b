import { existsSync, readFileSync, statSync } from 'node:fs';
import { UsageError, messageOf } from '../../errors.js';
import { shortened } from '../../quoted.js';

/** A label is a sentence; a file of a hundred thousand of them is not this large. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

interface Source {
  /** where the label stands, for messages */
  place: string;
  label: string;
}

/** Labels that compete with each other. */
export interface LabelSet {
  /** undefined for the only set of a run without names */
  name: string | undefined;
  labels: string[];
}

const NAMED_FILE = /^([\p{L}\p{N}_-]+)=(.+)$/u;

/**
 * The sets of labels: one without a name, of all `--labels FILE` and `--label TEXT`, or one for each
 * `--labels NAME=FILE`.
 * @throws UsageError MIXED_LABEL_SETS, DUPLICATE_SET, and what readLabels throws
 */
export function readLabelSets(files: readonly string[], texts: readonly string[]): LabelSet[] {
  const named = files.flatMap((value) => namedFile(value) ?? []);
  if (named.length === 0) return [{ name: undefined, labels: readLabels(files, texts) }];
  if (named.length < files.length || texts.length > 0) {
    throw new UsageError('some labels are in a named set and some are not', {
      code: 'MIXED_LABEL_SETS',
      hint: 'name every set, as in --labels scene=scenes.txt --labels action=actions.txt',
    });
  }
  const twice = named.find(({ name }, i) => named.findIndex((other) => other.name === name) < i);
  if (twice !== undefined) {
    throw new UsageError(`the label set ${twice.name} is given twice`, {
      code: 'DUPLICATE_SET',
      hint: 'rename one',
    });
  }
  return named.map(({ name, file }) => ({ name, labels: readLabels([file], []) }));
}

/** The files that `--labels` names. */
export function labelFiles(values: readonly string[]): string[] {
  return values.map((value) => namedFile(value)?.file ?? value);
}

function namedFile(value: string): { name: string; file: string } | undefined {
  // A file may have an equals sign in its name.
  const [, name, file] = (existsSync(value) ? null : NAMED_FILE.exec(value)) ?? [];
  return name === undefined || file === undefined ? undefined : { name, file };
}

/**
 * The labels of files and of texts, in that order: trimmed, blank lines skipped.
 * @throws UsageError NO_LABELS, DUPLICATE_LABEL (naming both places), BAD_LABELS_FILE
 */
export function readLabels(files: readonly string[], texts: readonly string[]): string[] {
  const sources = [
    ...files.flatMap(linesOf),
    ...texts.map((text, i) => ({ place: `--label number ${i + 1}`, label: text.trim() })),
  ].filter(({ label }) => label !== '');
  if (sources.length === 0) {
    const where = files.length === 0 ? 'no labels are given' : `${files.join(', ')} has no labels`;
    throw new UsageError(where, {
      code: 'NO_LABELS',
      hint: 'write one a line in a file for --labels, or use --label',
    });
  }
  refuseDuplicates(sources);
  return sources.map(({ label }) => label);
}

/**
 * The prompt around a label, as in "a video of {}".
 * @throws UsageError BAD_PROMPT if it has no {}
 */
export function applyPrompt(template: string, label: string): string {
  return template.split('{}').join(label);
}

export function checkPrompt(template: string): string {
  if (template.includes('{}')) return template;
  throw new UsageError(`--prompt "${template}" has no {} for the label`, {
    code: 'BAD_PROMPT',
    hint: 'write it like "a video of {}"',
  });
}

function linesOf(file: string): Source[] {
  return decode(file)
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ place: `line ${i + 1} of ${file}`, label: line.trim() }));
}

function decode(file: string): string {
  let bytes: Buffer;
  try {
    if (statSync(file).size > MAX_FILE_BYTES) {
      throw new UsageError(`${file} is larger than ${MAX_FILE_BYTES} bytes`, {
        code: 'BAD_LABELS_FILE',
        hint: 'give a text file with a label a line',
      });
    }
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`the labels cannot be read: ${messageOf(error)}`, {
      code: 'BAD_LABELS_FILE',
      hint: 'check the path given to --labels',
      cause: error,
    });
  }
  try {
    // The decoder takes a byte order mark away itself.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // reported below
  }
  throw new UsageError(`${file} is not UTF-8 text`, {
    code: 'BAD_LABELS_FILE',
    hint: 'save it as UTF-8, for example with: iconv -t UTF-8',
  });
}

function refuseDuplicates(sources: readonly Source[]): void {
  const seen = new Map<string, string>();
  for (const { label, place } of sources) {
    const first = seen.get(label);
    if (first !== undefined) {
      throw new UsageError(`the label "${shortened(label)}" stands twice: at ${first} and at ${place}`, {
        code: 'DUPLICATE_LABEL',
        hint: 'take one out',
      });
    }
    seen.set(label, place);
  }
}
