import { expect, test } from 'vitest';
import { linesFor, printable, printableLines } from '../../dist/output/printable.js';
import { stdoutSink } from '../../dist/output/sink.js';

const OBEYED = [
  '\u001b',
  '\u0007',
  '\u007f',
  '\u0080',
  '\u009b',
  '\u009f',
  '\u061c',
  '\u200e',
  '\u200f',
  ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e'],
  ...['\u2066', '\u2067', '\u2068', '\u2069'],
];
const HOSTILE = `a${OBEYED.join('b')}c`;
const RAW = new RegExp(`[${OBEYED.join('')}]`, 'u');

test.each([
  ['printable', printable],
  ['printableLines', printableLines],
])('%s shows each mark, none as it is', (_, show) => {
  expect(show(HOSTILE)).not.toMatch(RAW);
  // What was beside the marks is all there.
  expect(show(HOSTILE).match(/b/g)?.length).toBeGreaterThanOrEqual(OBEYED.length - 1);
  expect(show('Kühe, 牛, 🐄 👩‍🌾')).toBe('Kühe, 牛, 🐄 👩‍🌾');
});

test('lines stay lines, and JSON the same JSON', () => {
  const value = { label: `two\nlines ${HOSTILE}` };
  const text = `${JSON.stringify(value)}\n`;
  expect(printableLines(text).split('\n')).toHaveLength(2);
  expect(JSON.parse(printableLines(text))).toEqual(value);
  expect(printable('a\nb')).toBe('a\\x0ab');
});

test('only a terminal gets anything else', async () => {
  expect(linesFor({ isTTY: true }, HOSTILE)).toBe(printableLines(HOSTILE));
  expect(linesFor({}, HOSTILE)).toBe(HOSTILE);
  for (const isTTY of [true, false]) {
    let written = '';
    const write = (text: string, whenWritten: () => void): void => {
      written += text;
      whenWritten();
    };
    await stdoutSink({ isTTY, write } as unknown as NodeJS.WriteStream).write(`${HOSTILE}\n`);
    expect(written).toBe(isTTY ? `${printableLines(HOSTILE)}\n` : `${HOSTILE}\n`);
  }
});
