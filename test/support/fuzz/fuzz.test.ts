/** A short run of the fuzzer, so that it does not rot: `npm run fuzz` is the long one. */
import { describe, expect, test } from 'vitest';
import { runCampaign, type Report } from './lib/campaign.mjs';
import { mutate, type Seed } from './lib/mutate.mjs';
import { randomOf } from './lib/random.mjs';
import { TARGETS } from './targets/names.mjs';

const INPUTS = 200;

describe('parsers answer to damaged input', () => {
  test.each(TARGETS)('%s', async (target) => {
    const report: Report = await runCampaign({ target, seed: 20, to: INPUTS });
    expect(report.finds).toEqual([]);
    expect([...report.answers.values()].reduce((a, b) => a + b, 0)).toBe(INPUTS);
    // All alike, the damage would not get past the first check.
    expect(report.answers.size).toBeGreaterThan(1);
  });
});

describe('the fuzzer finds', () => {
  test.each<[string, string]>([
    ['faulty-type', 'TypeError'],
    ['faulty-hang', 'no answer within 500 ms'],
    ['faulty-heap', 'the thread ended'],
    ['faulty-claim', 'asked for 268435456 bytes at once'],
    ['faulty-buffer', 'asked for 268435456 bytes at once'],
    ['faulty-message', 'LONG with a message of 3000 characters'],
    ['faulty-later', 'RangeError: late'],
    ['faulty-unheard', 'unheard'],
  ])('%s', async (target, problem) => {
    const hangMs = target === 'faulty-hang' ? 500 : 20_000;
    const { finds } = await runCampaign({ target, seed: 1, from: 7, to: 9, hangMs });
    // After each, it goes on with the next.
    expect(finds).toEqual(
      [7, 8].map((input) => ({ input, problem: expect.stringContaining(problem) as string })),
    );
  });

  test('each input again, by its number', () => {
    const seeds: Seed[] = [
      { a: { bytes: Buffer.from('{"a":[1,2,{"b":null}]}'), form: 'json' } },
      { b: { bytes: Buffer.from('one,two\nthree|4'), form: 'text' } },
      { c: { bytes: Buffer.alloc(300, 7), hot: [0, 20] } },
    ];
    const made = (input: number): unknown => mutate(seeds, randomOf(5, 'some', input));
    const first = Array.from({ length: 50 }, (_, input) => made(input));
    expect(Array.from({ length: 50 }, (_, input) => made(49 - input)).reverse()).toEqual(first);
    expect(new Set(first.map((value) => JSON.stringify(value))).size).toBeGreaterThan(40);
  });
});
