import { describe, expect, test } from 'vitest';
import type { KeptVideo } from '../../../src/output/journal/kept-videos.js';
import { followJournal, reuseKept } from '../../../src/output/journal/plan-resume.js';
import type { StampedPath } from '../../../src/pipeline/find/walk.js';

/** `b2` is the file b as it was at the time 2; `c!` failed; `d~` is no longer what was written. */
const stampOf = (name: string) => ({ sizeBytes: 1, modifiedMs: Number(/\d/.exec(name)?.[0] ?? 0) });
const nameOf = (text: string): string => text.charAt(0);

const toPath = (text: string): StampedPath => ({ path: nameOf(text), stamp: stampOf(text) });
const toEntry = (text: string) => ({
  video: nameOf(text),
  stamp: stampOf(text),
  failed: text.includes('!'),
  clips: 1,
  isWhole: !text.includes('~'),
});
const toKept = (text: string): KeptVideo => ({
  ...toEntry(text),
  rows: () => stream(text, String),
  errors: '',
  sum: '',
});

async function* stream<T>(text: string, of: (word: string) => T): AsyncGenerator<T, void, undefined> {
  for (const word of text.split(' ').filter((part) => part !== '')) yield await Promise.resolve(of(word));
}

describe('followJournal', () => {
  test.each([
    // walk, journal, retry, agreed, then
    ['a b c', 'a b', false, 'a b', { entry: undefined, path: 'c' }],
    ['a b', 'a b', false, 'a b', { entry: undefined, path: undefined }],
    ['a', 'a b', false, 'a', { entry: 'b', path: undefined }],
    ['a b c', '', false, '', { entry: undefined, path: 'a' }],
    ['a b2 c', 'a b c', false, 'a', { entry: 'b', path: 'b' }],
    ['a c', 'a b c', false, 'a', { entry: 'b', path: 'c' }],
    ['a b c', 'a c', false, 'a', { entry: 'c', path: 'b' }],
    ['a b c', 'a b! c', false, 'a b c', { entry: undefined, path: undefined }],
    ['a b c', 'a b! c', true, 'a', { entry: 'b', path: 'b' }],
    ['a b c', 'a~ b c', false, '', { entry: 'a', path: 'a' }],
  ])('of the walk "%s" and the journal "%s" (retrying: %s) agrees "%s"', async (...row) => {
    const [walked, journal, retryFailed, agreed, then] = row;
    const seen: string[] = [];
    const { last, entry, path } = await followJournal(stream(walked, toPath), stream(journal, toEntry), {
      retryFailed,
      onAgreed: ({ video }) => seen.push(video),
    });
    expect(seen.join(' ')).toBe(agreed);
    expect(last?.video).toBe(seen.at(-1));
    expect({ entry: entry?.video, path: path?.path }).toEqual(then);
  });
});

describe('reuseKept', () => {
  test.each([
    // walk, kept, retry, plan: capitals are reused
    ['a b c', 'a b c', false, 'A B C'],
    ['a b c', '', false, 'a b c'],
    ['a b c d', 'b d', false, 'a B c D'],
    ['b', 'a b c', false, 'B'],
    ['a b2 c', 'a b c', false, 'A b C'],
    ['a b c', 'a b! c', false, 'A B C'],
    ['a b c', 'a b! c', true, 'A b C'],
    ['d e', 'a b c', false, 'd e'],
    ['', 'a b', false, ''],
  ])('of the walk "%s" and what is kept "%s" (retrying: %s) plans "%s"', async (...row) => {
    const [walked, kept, retryFailed, plan] = row;
    const names: string[] = [];
    for await (const planned of reuseKept(stream(walked, toPath), stream(kept, toKept), { retryFailed })) {
      names.push('reused' in planned ? planned.video.toUpperCase() : planned.path);
    }
    expect(names.join(' ')).toBe(plan);
  });
});
