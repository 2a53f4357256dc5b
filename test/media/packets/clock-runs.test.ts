import { describe, expect, test } from 'vitest';
import { clockRuns, steadyClock } from '../../../src/media/packets/clock-runs.js';

/** @param packets `pts/dts` each, `K` behind those of key packets, - where a time is missing, in the file's order */
function runsOf(packets: string): number[] {
  const parts = packets.split(' ');
  const times = parts.map((packet) =>
    packet
      .replace('K', '')
      .split('/')
      .map((field) => (field === '-' ? NaN : Number(field))),
  );
  return clockRuns({
    pts: Float64Array.from(times, ([pts = NaN]) => pts),
    dts: Float64Array.from(times, ([, dts = NaN]) => dts),
    isKey: Uint8Array.from(parts, (packet) => (packet.endsWith('K') ? 1 : 0)),
  });
}

const ascending = (first: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `${first + i}/${first + i}${i === 0 ? 'K' : ''}`).join(' ');

describe('a clock begins anew', () => {
  test.each([
    ['nowhere, without packets', '', []],
    ['nowhere, where pictures are reordered', '0/-2K 4/-1 2/0 1/1 3/2 8/3 6/4', [0]],
    ['nowhere, where a group is open', '0/-2K 2/-1 1/0 6/1K 4/2 3/3 5/4 8/5', [0]],
    ['nowhere, where all packets are said to be key packets', '0/-2K 4/-1K 2/0K 1/1K 3/2K', [0]],
    ['nowhere, where times repeat', '0/0K 0/0K 1/1K 1/1K', [0]],
    ['nowhere, where decoding times are missing at first', '100/-K 20/- -/- 60/20 260/20 180/60', [0]],
    ['where another file follows', '0/-2K 4/-1 2/0 1/1 0/-2K 4/-1 2/0 1/1', [0, 4]],
    ['where it is set back a little', '10/8K 12/9 11/10 11/9K 13/10', [0, 3]],
    [
      'where decoding times are made up from then on',
      '0/-K 160/- 80/0 40/40 0/0K 160/160 80/80 40/40',
      [0, 4],
    ],
    ['where only decoding times are known', '-/0K -/1 -/2 -/0K -/1', [0, 3]],
    ['where no key packet is, but more go back than are reordered', `${ascending(50, 20)} 1/1 2/2`, [0, 20]],
    ['at each of three files', `${ascending(5, 3)} ${ascending(3, 3)} ${ascending(4, 3)}`, [0, 3, 6]],
  ])('%s', (_name, packets, expected) => {
    expect(packets === '' ? clockRuns(NONE) : runsOf(packets)).toEqual(expected);
  });

  const NONE = { pts: new Float64Array(), dts: new Float64Array(), isKey: new Uint8Array() };
});

describe('a steady clock', () => {
  test.each([
    ['is the file’s own where that never falls', [7, 8, 8, 12], [7, 8, 8, 12]],
    ['goes on by a frame where it begins again', [0, 1, 2, 0, 1, 2], [0, 1, 2, 3, 4, 5]],
    ['goes on by a frame where it falls far', [900, 910, 920, 5, 15], [900, 910, 920, 930, 940]],
    ['takes the shorter of two steps: there was a pause before', [0, 1, 50, 3, 4], [0, 1, 50, 51, 52]],
    ['takes the shorter of two steps: there is one behind', [0, 1, 2, 0, 50], [0, 1, 2, 3, 53]],
    ['takes the step that there is', [5, 0, 2], [5, 7, 9]],
    ['stands where there is none', [5, 3], [5, 5]],
    ['falls as often as it likes', [0, 2, 1, 3, 2, 4], [0, 2, 4, 6, 8, 10]],
    ['has no frames', [], []],
  ])('%s', (_name, times, expected) => {
    expect([...steadyClock(Float64Array.from(times))]).toEqual(expected);
  });
});
