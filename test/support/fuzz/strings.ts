/** Strings from all of Unicode by the formula of test/fixtures/make/fuzz_strings.py. */

const FRAGMENTS = [
  ...[
    '<|startoftext|>',
    '<|endoftext|>',
    '<|ENDOFTEXT|>',
    '<|StartOfText|>',
    '<|EndOf',
    'Text|>',
    '<|',
    '|>',
  ],
  ...['</w>', "'s", "'S", "'t", "'re", "'VE", "'m", "'ll", "'LL", "'d", "''", '\u2019s', 'a', 'B', 'dog'],
  ...[
    'Dogs',
    '12',
    '7',
    ' ',
    '  ',
    '\t',
    '\n',
    '\r\n',
    '\u000b',
    '\f',
    '\u0085',
    '\u00a0',
    '\u1680',
    '\u180e',
  ],
  ...['\u2000', '\u200a', '\u200b', '\u200d', '\u2028', '\u2029', '\u202f', '\u205f', '\u2060', '\u3000'],
  ...['\ufeff', '\u001c', '\u001f', '\u0000', '\u007f', '.', '!?', ',', '-', '_', '#', '\u00df', '\u1e9e'],
  ...['\u0130', '\u0131', '\u03a3', '\u03c2', '\u0345', '\ufb03', '\u01c5', '\u00b2', '\u00bd', '\u0664'],
  ...['\u2167', '\u{1f600}', '\u{1f44d}\u{1f3fd}', '\ufe0f'],
];

type Ranges = readonly (readonly [start: number, count: number])[];

const MARKS: Ranges = [
  ...([
    [0x0300, 0x70],
    [0x0591, 0x2d],
    [0x064b, 0x15],
    [0x093c, 0x12],
    [0x0e31, 0x1e],
    [0x1100, 0x100],
  ] as const),
  ...([
    [0x1ab0, 0x1f],
    [0x1dc0, 0x40],
    [0x20d0, 0x21],
    [0x3099, 0x02],
    [0xac00, 0x80],
    [0xfe20, 0x10],
  ] as const),
  ...([
    [0x0041, 0x1a],
    [0x0061, 0x1a],
    [0x0020, 0x01],
  ] as const),
];
const CASED: Ranges = [
  ...([
    [0x0041, 0x3a],
    [0x00c0, 0x190],
    [0x0370, 0x1c0],
    [0x10a0, 0x60],
    [0x13a0, 0x60],
    [0x1c80, 0x40],
  ] as const),
  ...([
    [0x1e00, 0x200],
    [0x2100, 0x90],
    [0x24b6, 0x34],
    [0x2c00, 0x140],
    [0xa640, 0x60],
    [0xa720, 0xe0],
  ] as const),
  ...([
    [0xab30, 0x90],
    [0xfb00, 0x18],
    [0xff21, 0x3a],
    [0x10400, 0xb0],
    [0x1e900, 0x44],
    [0x0020, 0x01],
  ] as const),
];

/** Whole numbers below `end`, by mulberry32. */
type Below = (end: number) => number;

function randomBelow(seed: number): Below {
  let state = seed >>> 0;
  return (end) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % end;
  };
}

function pick<T>(below: Below, values: readonly T[]): T {
  const value = values[below(values.length)];
  if (value === undefined) throw new RangeError('nothing to pick');
  return value;
}

function inRanges(below: Below, ranges: Ranges): string {
  const [start, count] = pick(below, ranges);
  return String.fromCodePoint(start + below(count));
}

/** Surrogates are no characters. */
function point(code: number): string {
  return code >= 0xd800 && code < 0xe000 ? ' ' : String.fromCodePoint(code);
}

const BLOCKS = [0x110, 0x110, 0x110, 0x110, 0x300, 0x200] as const;

/** Of 1 to 16 characters, or fragments; `number` modulo 6 says of which kind. */
export function fuzzString(number: number): string {
  const below = randomBelow(Math.imul(number, 2654435761));
  const kind = number % 6;
  const block = 256 * below(BLOCKS[kind] ?? NaN);
  return Array.from({ length: 1 + below(16) }, () => {
    const isCommon = below(4) === 0;
    if (kind === 2 || (isCommon && kind !== 0)) return pick(below, FRAGMENTS);
    if (kind === 0) return point(65536 * below(17) + below(65536));
    if (kind === 1) return inRanges(below, MARKS);
    if (kind === 3) return inRanges(below, CASED);
    return point(block + below(256));
  }).join('');
}
