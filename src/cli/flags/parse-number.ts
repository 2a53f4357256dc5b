import { UsageError } from '../../errors.js';

/**
 * The number of a flag that takes fractions (oclif knows integers only).
 * @throws UsageError BAD_NUMBER naming the flag, unless above `least` (or equal to it, if `inclusive`) and at most `most`
 */
export function parseNumber(
  flag: string,
  text: string,
  { least, most, inclusive = true }: { least: number; most: number; inclusive?: boolean },
): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value <= most && (inclusive ? value >= least : value > least)) return value;
  throw new UsageError(
    `--${flag} ${text} is not a number ${inclusive ? 'from' : 'above'} ${least} to ${most}`,
    {
      code: 'BAD_NUMBER',
    },
  );
}
