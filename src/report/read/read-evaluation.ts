import type { EvaluationData } from '../page-data.js';
import { notA } from './bad-results.js';
import { fieldsOf, listOf, numberOf, numbersOf, textOf } from './fields.js';

type Fields = Readonly<Record<string, unknown>>;

/** eval's JSON. @throws Error naming what is wrong in it */
export function readEvaluation(value: unknown, source: number): EvaluationData {
  const fields = fieldsOf(value, 'it');
  const classes = tableOf(fields, 'classes');
  const misses = tableOf(fields, 'misses');
  return {
    source,
    videos: numberOf(fields, 'videos'),
    failed: numberOf(fields, 'failed'),
    top1: numberOf(fields, 'top1'),
    top5: numberOf(fields, 'top5'),
    meanClassAccuracy: numberOf(fields, 'mean_class_accuracy'),
    ece: optionalNumber(fields, 'ece'),
    classes: {
      label: classes.map((row) => textOf(row, 'label')),
      count: classes.map((row) => numberOf(row, 'count')),
      // Of a class without videos there is no accuracy.
      top1: classes.map((row) => optionalNumber(row, 'top1')),
      top5: classes.map((row) => optionalNumber(row, 'top5')),
    },
    confusion: 'confusion' in fields ? confusionOf(fieldsOf(fields.confusion, 'confusion')) : null,
    misses: {
      video: misses.map((row) => textOf(row, 'video')),
      label: misses.map((row) => textOf(row, 'label')),
      predicted: misses.map((row) => textOf(row, 'predicted')),
      probability: misses.map((row) => numberOf(row, 'probability')),
    },
  };
}

function tableOf(fields: Fields, name: string): Fields[] {
  return listOf(fields, name).map((row, i) => fieldsOf(row, `${name}[${i}]`));
}

function optionalNumber(fields: Fields, name: string): number | null {
  return fields[name] === undefined || fields[name] === null ? null : numberOf(fields, name);
}

/** Square, rows the true labels. */
function confusionOf(fields: Fields): EvaluationData['confusion'] {
  const labels = listOf(fields, 'labels').map((label) => {
    if (typeof label !== 'string') throw notA('a text', 'a label of confusion', label);
    return label;
  });
  const counts = listOf(fields, 'counts').map((row) =>
    numbersOf({ 'a row of counts': row }, 'a row of counts'),
  );
  if (counts.length !== labels.length || counts.some((row) => row.length !== labels.length))
    throw new Error('its confusion matrix does not fit its labels');
  return { labels, counts };
}
