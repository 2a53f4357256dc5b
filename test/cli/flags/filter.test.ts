import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DurationFilter, selectionOf } from '../../../src/cli/flags/filter.js';
import { tempFolder } from '../../support/temp-folder.js';

const NOW_MS = Date.UTC(2026, 10, 27, 12);

function newerThan(when: string): number | undefined {
  return selectionOf({ 'newer-than': when, sort: 'path' } as Parameters<typeof selectionOf>[0], NOW_MS)
    .newerThanMs;
}

describe('--newer-than', () => {
  test.each([
    ['30s', NOW_MS - 30_000],
    ['1.5h', NOW_MS - 5_400_000],
    ['7d', NOW_MS - 604_800_000],
    ['2w', NOW_MS - 1_209_600_000],
    ['2026-11-01T10:00:00Z', Date.UTC(2026, 10, 1, 10)],
    ['2026-11-01 10:00+01:00', Date.UTC(2026, 10, 1, 9)],
    ['2026-11-01', new Date(2026, 10, 1).getTime()],
  ])('%s', (when, milliseconds) => {
    expect(newerThan(when)).toBe(milliseconds);
  });

  test('a file, whose own date counts', () => {
    const file = join(tempFolder(), '7 days');
    writeFileSync(file, '');
    utimesSync(file, 1000, 1000);
    expect(newerThan(file)).toBe(1_000_000);
  });

  test.each(['', 'yesterday', '7', '-7d', '2026-13-40', '7d ', '1e3d', '2026'])('%j is refused', (when) => {
    expect(() => newerThan(when)).toThrow(expect.objectContaining({ code: 'BAD_WHEN' }));
  });
});

describe('--min-duration and --max-duration', () => {
  const counted = (flags: object): { filter: DurationFilter; said: string[] } => ({
    filter: new DurationFilter(flags as ConstructorParameters<typeof DurationFilter>[0]),
    said: [],
  });

  test('take what is as long, bounds included, and count the rest', () => {
    const { filter, said } = counted({ 'min-duration': '2', 'max-duration': '10' });
    const wanted = [1.9, 2, 10, 10.1, 0].map((durationSeconds) => filter.isWanted({ durationSeconds }));
    expect(wanted).toEqual([false, true, true, false, false]);
    filter.noteEnd((line) => said.push(line));
    expect(said).toEqual(['left out for their length: 3 videos']);
  });

  test('say nothing where nothing is asked', () => {
    const { filter, said } = counted({});
    expect(filter.limits).toBeUndefined();
    expect(filter.isWanted({ durationSeconds: 0 })).toBe(true);
    filter.noteEnd((line) => said.push(line));
    expect(said).toEqual([]);
  });

  test.each([
    [{ 'min-duration': '-1' }, 'BAD_NUMBER'],
    [{ 'max-duration': 'x' }, 'BAD_NUMBER'],
    [{ 'max-duration': '' }, 'BAD_NUMBER'],
    [{ 'min-duration': 'NaN' }, 'BAD_NUMBER'],
    [{ 'min-duration': '3', 'max-duration': '2' }, 'CONTRADICTION'],
  ])('%j is refused', (flags, code) => {
    expect(() => counted(flags)).toThrow(expect.objectContaining({ code }));
  });
});
