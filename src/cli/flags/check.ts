import { Flags, type Interfaces } from '@oclif/core';
import { Snapshot } from '../../output/compare-snapshot.js';
import { parseNumber } from './parse-number.js';

export const checkFlags = {
  check: Flags.string({
    helpValue: 'SNAPSHOT',
    description: 'compare with an earlier output instead of writing; exit with 4 if anything drifted',
    helpGroup: 'CHECK',
  }),
  tolerance: Flags.string({
    default: '1e-3',
    helpValue: 'P',
    description: 'largest difference of a probability that is no drift',
    helpGroup: 'CHECK',
  }),
};

/** What `--check` compares with; undefined without it. @throws UsageError BAD_SNAPSHOT, BAD_NUMBER */
export function resolveCheck({
  check,
  tolerance,
}: Interfaces.InferredFlags<typeof checkFlags>): { snapshot: Snapshot; tolerance: number } | undefined {
  if (check === undefined) return undefined;
  return {
    snapshot: Snapshot.read(check),
    tolerance: parseNumber('tolerance', tolerance, { least: 0, most: 1 }),
  };
}
