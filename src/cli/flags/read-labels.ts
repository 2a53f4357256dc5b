import { existsSync } from 'node:fs';
import { UsageError } from '../../errors.js';
import { shortened } from '../../quoted.js';
import { readLabelFile } from './labels/label-file.js';
import { labelTable } from './labels/label-table.js';

interface Source {
  /** where the label stands, for messages */
  place: string;
  label: string;
  /** of a table of labels: what the model reads, empty for the label itself */
  prompt?: string;
}

/** Labels that compete with each other. */
export interface LabelSet {
  /** undefined for the only set of a run without names */
  name: string | undefined;
  labels: string[];
  /** of labels that tables describe: what the model reads, an empty one for the label itself; undefined without tables */
  prompts?: ReadonlyMap<string, readonly string[]>;
}

export interface LabelFileOptions {
  /** lines of files that begin with # are skipped; false if undefined */
  withComments?: boolean;
}

const NAMED_FILE = /^([\p{L}\p{N}_-]+)=(.+)$/u;

/**
 * The sets of labels: one without a name, of all `--labels FILE` and `--label TEXT`, or one for each
 * `--labels NAME=FILE`.
 * @throws UsageError MIXED_LABEL_SETS, DUPLICATE_SET, and what readLabels throws
 */
export function readLabelSets(
  files: readonly string[],
  texts: readonly string[],
  options: LabelFileOptions = {},
): LabelSet[] {
  const named = files.flatMap((value) => namedFile(value) ?? []);
  if (named.length === 0) return [{ name: undefined, ...readLabels(files, texts, options) }];
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
  return named.map(({ name, file }) => ({ name, ...readLabels([file], [], options) }));
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
 * The labels of files, each a list or a table, and of texts, in that order: trimmed, blank lines skipped.
 * @throws UsageError NO_LABELS, DUPLICATE_LABEL, DUPLICATE_PROMPT (naming both places), BAD_LABELS_FILE
 */
export function readLabels(
  files: readonly string[],
  texts: readonly string[],
  options: LabelFileOptions = {},
): Omit<LabelSet, 'name'> {
  const lists = [
    ...files.map((file) => sourcesOf(file, options)),
    texts
      .map((text, i) => ({ place: `--label number ${i + 1}`, label: text.trim() }))
      .filter(({ label }) => label !== ''),
  ];
  const sources = lists.flat();
  requireSome(sources, files);
  const rows = lists.flatMap(firstOfSynonyms);
  refuseDuplicates(rows);
  const labels = rows.map(({ label }) => label);
  const prompts = promptsOf(sources);
  return prompts.size === 0 ? { labels } : { labels, prompts };
}

/** The sentences of a file, one a line, whatever they look like. @throws UsageError as readLabels */
export function readSentences(file: string, options: LabelFileOptions = {}): string[] {
  const sources = linesOf(readLabelFile(file), file, options);
  requireSome(sources, [file]);
  refuseDuplicates(sources);
  return sources.map(({ label }) => label);
}

function sourcesOf(file: string, options: LabelFileOptions): Source[] {
  const text = readLabelFile(file);
  const { withComments = false } = options;
  return labelTable(text, file, { withComments }) ?? linesOf(text, file, options);
}

function linesOf(text: string, file: string, { withComments = false }: LabelFileOptions): Source[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ place: `line ${i + 1} of ${file}`, label: line.trim() }))
    .filter(({ label }) => label !== '' && !(withComments && label.startsWith('#')));
}

function requireSome(sources: readonly Source[], files: readonly string[]): void {
  if (sources.length > 0) return;
  const where = files.length === 0 ? 'no labels are given' : `${files.join(', ')} has no labels`;
  throw new UsageError(where, {
    code: 'NO_LABELS',
    hint: 'write one a line in a file for --labels, or use --label',
  });
}

/** Rows of one table with the same label are synonyms; lists know none. */
function firstOfSynonyms(sources: readonly Source[]): Source[] {
  const seen = new Set<string>();
  return sources.filter(({ label, prompt }) => {
    if (prompt === undefined) return true;
    const isFirst = !seen.has(label);
    seen.add(label);
    return isFirst;
  });
}

function promptsOf(sources: readonly Source[]): Map<string, string[]> {
  const prompts = new Map<string, string[]>();
  for (const { label, prompt } of sources) {
    if (prompt === undefined) continue;
    const known = prompts.get(label);
    if (known === undefined) prompts.set(label, [prompt]);
    else known.push(prompt);
  }
  return prompts;
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
