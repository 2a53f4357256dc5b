import { statSync } from 'node:fs';
import { Flags, type Interfaces } from '@oclif/core';
import { UsageError } from '../../errors.js';
import { type Selection, WORK_ORDERS } from '../../pipeline/find/select-videos.js';
import { shortened } from '../../quoted.js';
import { parseNumber } from './parse-number.js';

/** Which of the videos are taken, and in which order. */
export const filterFlags = {
  'min-duration': Flags.string({
    helpValue: 'SECONDS',
    description: 'leave out videos that are shorter',
    helpGroup: 'INPUT',
  }),
  'max-duration': Flags.string({
    helpValue: 'SECONDS',
    description: 'leave out videos that are longer',
    helpGroup: 'INPUT',
  }),
  'newer-than': Flags.string({
    helpValue: 'WHEN',
    description:
      'leave out files last changed before: 7d, 12h, 30m, 2026-11-01, or a file, whose own date counts',
    helpGroup: 'INPUT',
  }),
  sort: Flags.string({
    options: [...WORK_ORDERS],
    default: 'path',
    description: 'order of the work and of the rows; others than path hold all paths, and cannot be resumed',
    helpGroup: 'INPUT',
  }),
};

type FilterFlags = Interfaces.InferredFlags<typeof filterFlags>;

/** @throws UsageError BAD_WHEN */
export function selectionOf(flags: FilterFlags, nowMs: number): Selection {
  const when = flags['newer-than'];
  return {
    newerThanMs: when === undefined ? undefined : parseWhen(when, nowMs),
    order: WORK_ORDERS.find((order) => order === flags.sort) ?? 'path',
  };
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

function parseWhen(text: string, nowMs: number): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) return nowMs - Number(count) * (UNIT_MS[unit] ?? NaN);
  // A day begins where its reader lives, and not in Greenwich.
  const isDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text);
  const date = isDate ? Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')) : NaN;
  if (!Number.isNaN(date)) return date;
  const file = isDate ? undefined : statSync(text, { throwIfNoEntry: false });
  if (file !== undefined) return file.mtimeMs;
  throw new UsageError(`--newer-than ${shortened(text)} is no time and no file`, {
    code: 'BAD_WHEN',
    hint: 'give 7d, 12h, 30m, a date such as 2026-11-01, or a file',
  });
}

/** Takes the videos whose length is asked for, and counts the others. */
export class DurationFilter {
  /** as a resume compares them; undefined where any length is taken */
  readonly limits: { leastSeconds: number; mostSeconds: number } | undefined;
  #leftOut = 0;

  /** @throws UsageError BAD_NUMBER, CONTRADICTION */
  constructor(flags: Pick<FilterFlags, 'min-duration' | 'max-duration'>) {
    if (flags['min-duration'] === undefined && flags['max-duration'] === undefined) return;
    const leastSeconds = secondsOf('min-duration', flags) ?? 0;
    const mostSeconds = secondsOf('max-duration', flags) ?? MOST_SECONDS;
    if (leastSeconds > mostSeconds) {
      throw new UsageError(`--min-duration ${leastSeconds} is more than --max-duration ${mostSeconds}`, {
        code: 'CONTRADICTION',
        hint: 'swap them, or leave one out',
      });
    }
    this.limits = { leastSeconds, mostSeconds };
  }

  /** What a reader asks of each video, once it knows its length. */
  readonly isWanted = ({ durationSeconds }: { durationSeconds: number }): boolean => {
    const { leastSeconds, mostSeconds } = this.limits ?? { leastSeconds: 0, mostSeconds: Infinity };
    const isWanted = durationSeconds >= leastSeconds && durationSeconds <= mostSeconds;
    if (!isWanted) this.#leftOut += 1;
    return isWanted;
  };

  noteEnd(note: (line: string) => void): void {
    if (this.#leftOut === 0) return;
    note(`left out for their length: ${this.#leftOut} ${this.#leftOut === 1 ? 'video' : 'videos'}`);
  }
}

/** No video is as long. */
const MOST_SECONDS = 1e9;

function secondsOf(
  flag: 'min-duration' | 'max-duration',
  flags: Pick<FilterFlags, 'min-duration' | 'max-duration'>,
): number | undefined {
  const text = flags[flag];
  return text === undefined ? undefined : parseNumber(flag, text, { least: 0, most: MOST_SECONDS });
}
