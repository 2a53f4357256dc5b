import { describe, expect, test } from 'vitest';
import { brokenBounds } from '../../../bench/lib/soak-bounds.mjs';

describe('a soak is broken by', () => {
  /** Four videos, the second of which must fail. */
  const sound = {
    status: 3,
    counts: { videos: 4, ok: 3, failed: 1, clips: 3 },
    rows: ['v/0.mp4,0', 'v/2.mp4,0', 'v/3.mp4,0'],
    errors: [{ video: 'v/1.mp4', code: 'EMPTY_FILE' }],
    processesLeft: [] as string[],
    filesLeft: [] as string[],
    // One before a tenth, one at it, one in the last twentieth.
    samples: [0, 0.4, 3.8].map((finished) => ({
      finished,
      mainMegabytes: 100,
      decoderMegabytes: 100,
      mainDescriptors: 20,
      decoderDescriptors: [[7, 24]],
      processes: 2,
    })),
  };
  const expected = new Map([
    ['0.mp4', undefined],
    ['1.mp4', 'EMPTY_FILE'],
    ['2.mp4', undefined],
    ['3.mp4', undefined],
  ]);
  const atEnd = (change: object): object => ({
    samples: sound.samples.map((sample, i) => (i === 2 ? { ...sample, ...change } : sample)),
  });

  test.each<[string, object, string[]]>([
    ['nothing', {}, []],
    ['memory', atEnd({ decoderMegabytes: 121 }), ['memory grew × 1.105, of at most × 1.1']],
    ['descriptors', atEnd({ mainDescriptors: 21 }), ['mainDescriptors grew from 20 to 21']],
    [
      'descriptors of a decoder',
      atEnd({ decoderDescriptors: [[8, 26]] }),
      ['decoderDescriptors grew from 24 to 26'],
    ],
    ['processes', atEnd({ processes: 3 }), ['processes grew from 2 to 3']],
    [
      'too short a run',
      { samples: [] },
      ['it was over before it could be looked at: more videos, or a smaller --every-ms'],
    ],
    ['its status', { status: 0 }, ['it ended with 0, not 3']],
    ['a process', { processesLeft: ['12 node'] }, ['a process is left: 12 node']],
    ['a file', { filesLeft: ['x'] }, ['a temporary file is left: x']],
    ['a count', { counts: { ...sound.counts, ok: 2 } }, ['2 ok counted, of 3']],
    ['a lost row', { rows: sound.rows.toSpliced(1, 1) }, ['row 2 is of 3.mp4, not of 2.mp4']],
    [
      'another error',
      { errors: [{ video: 'v/1.mp4', code: 'UNREADABLE' }] },
      ['error 1 is of 1.mp4 UNREADABLE, not of 1.mp4 EMPTY_FILE'],
    ],
  ])('%s', (_what, change, problems) => {
    expect([...brokenBounds({ ...sound, ...change }, expected)]).toEqual(problems);
  });
});
