import { Flags } from '@oclif/core';
import { UsageError } from '../../errors.js';
import { formatNames } from '../../output/formats/all-formats.js';

export const outputFlags = {
  output: Flags.string({
    char: 'o',
    helpValue: 'FILE',
    description: 'write here instead of stdout',
    helpGroup: 'OUTPUT',
  }),
  format: Flags.string({
    options: formatNames('labels'),
    description: "by the output's extension; else a table on a terminal, CSV in a pipe",
    helpGroup: 'OUTPUT',
  }),
  overwrite: Flags.boolean({ description: 'replace an existing output', helpGroup: 'OUTPUT' }),
  'csv-safe': Flags.boolean({
    description: 'put an apostrophe before text that spreadsheets would take for a formula',
    helpGroup: 'OUTPUT',
  }),
  'top-k': Flags.integer({ default: 5, min: 1, description: 'labels written per clip', helpGroup: 'OUTPUT' }),
  threshold: Flags.string({
    helpValue: 'P',
    description: 'drop labels below this probability (or score)',
    helpGroup: 'OUTPUT',
  }),
};

/** Results and the run's summary cannot both be on stdout. */
export function summaryInTheWay(): UsageError {
  return new UsageError('--json puts the summary on stdout, where the results would go', {
    code: 'CONTRADICTION',
    hint: 'send the results to a file with --output',
  });
}
