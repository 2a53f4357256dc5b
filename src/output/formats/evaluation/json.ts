import type { EvaluationSummary, Miss } from '../../../pipeline/evaluate/evaluate.js';
import { toDigits } from '../numbers.js';
import type { OutputFormat, RowText } from '../output-format.js';
import { type EvaluationPart, rowsOf } from './part.js';

/** An evaluation as programs read it. Shares that cannot be told are null. */
export interface EvaluationJson {
  videos: number;
  failed: number;
  top1: number | null;
  top5: number | null;
  mean_class_accuracy: number | null;
  ece: number | null;
  classes: { label: string; count: number; top1: number | null; top5: number | null }[];
  /** rows are true labels, columns those that were said first */
  confusion: { labels: string[]; counts: number[][] };
  misses: { video: string; label: string; predicted: string; probability: number }[];
}

export function toEvaluationJson(summary: EvaluationSummary, misses: Iterable<Miss>): EvaluationJson {
  const { videos, failed, classes } = summary;
  const labels = classes.map(({ label }) => label);
  return {
    videos,
    failed,
    top1: orNull(summary.top1),
    top5: orNull(summary.top5),
    mean_class_accuracy: orNull(summary.meanClassAccuracy),
    ece: orNull(summary.ece),
    classes: classes.map(({ label, count, top1, top5 }) => ({
      label,
      count,
      top1: orNull(top1),
      top5: orNull(top5),
    })),
    confusion: { labels, counts: rowsOf({ labels, counts: summary.confusion }) },
    misses: Array.from(misses, missJson),
  };
}

function missJson({ video, label, predicted, probability }: Miss): EvaluationJson['misses'][number] {
  return { video, label, predicted, probability: toDigits(probability) };
}

/** To nine digits, as far as two sums of the same numbers agree. */
function orNull(share: number | undefined): number | null {
  return share === undefined ? null : toDigits(share);
}

/** One object, with a line for each class, each row of the matrix and each miss. */
export const evaluationJson: OutputFormat<'evaluation'> = {
  name: 'json',
  rows: 'evaluation',
  extensions: ['.json'],
  isResumable: true,
  text: jsonText,
};

function jsonText(): RowText<EvaluationPart> {
  let before = '\n';
  return {
    header: '',
    toText: (part) => {
      if (part.part === 'summary') return beginning(part.summary);
      if (part.part === 'end') return before === '\n' ? ']\n}\n' : '\n  ]\n}\n';
      const text = `${before}    ${JSON.stringify(missJson(part.miss))}`;
      before = ',\n';
      return text;
    },
  };
}

/** All but the misses, whose list is left open. */
function beginning(summary: EvaluationSummary): string {
  const { classes, confusion, misses: _misses, ...figures } = toEvaluationJson(summary, []);
  const lines = [
    ...Object.entries(figures).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`),
    `"classes": ${list(classes, '    ')}`,
    `"confusion": {\n    "labels": ${JSON.stringify(confusion.labels)},\n    "counts": ${list(confusion.counts, '      ')}\n  }`,
    '"misses": [',
  ];
  return `{\n${lines.map((line) => `  ${line}`).join(',\n')}`;
}

function list(items: readonly unknown[], indent: string): string {
  const lines = items.map((item) => indent + JSON.stringify(item));
  return `[\n${lines.join(',\n')}\n${indent.slice(2)}]`;
}
