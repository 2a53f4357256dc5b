import { describe, expect, test } from 'vitest';
import {
  entryLine,
  headerLine,
  parseEntry,
  parseHeader,
  parseWeights,
  weightsLine,
  type JournalEntry,
} from '../../../src/output/journal/journal-format.js';

const ENTRY: JournalEntry = {
  video: 'odd "name"\n.mp4',
  stamp: { sizeBytes: 12, modifiedMs: 1700000000123.457 },
  failed: true,
  clips: 3,
  rowsEnd: 1000,
  errorsEnd: 7,
  sum: '0123456789abcdef',
};

describe('the journal', () => {
  test('reads what it writes, a line each', () => {
    const settings = { seed: 0, labels: ['a', 'b'], cutting: { by: 'time' } };
    expect(parseHeader(headerLine(settings))).toEqual(settings);
    expect(parseWeights(weightsLine('abc'))).toBe('abc');
    for (const entry of [ENTRY, { ...ENTRY, stamp: undefined, failed: false }]) {
      expect(entryLine(entry)).toMatch(/^[^\n]+\n$/);
      expect(parseEntry(entryLine(entry))).toEqual(entry);
    }
  });

  test('believes no line that was cut anywhere', () => {
    const line = entryLine(ENTRY).trimEnd();
    for (let length = 0; length < line.length; length++) {
      expect(parseEntry(line.slice(0, length))).toBeUndefined();
    }
  });

  test.each([
    'null',
    '[]',
    '17',
    '{"video":"a","size":-1,"mtime_ms":1,"failed":false,"clips":1,"rows_end":1,"errors_end":0,"sum":"x"}',
    '{"video":"a","size":1,"mtime_ms":1,"failed":false,"clips":1,"rows_end":1e300,"errors_end":0,"sum":"x"}',
    '{"video":"a","size":1,"mtime_ms":"1","failed":false,"clips":1,"rows_end":1,"errors_end":0,"sum":"x"}',
    '{"video":7,"size":1,"mtime_ms":1,"failed":false,"clips":1,"rows_end":1,"errors_end":0,"sum":"x"}',
  ])('takes %s for no entry', (line) => {
    expect(parseEntry(line)).toBeUndefined();
  });

  test('takes another version for none of its own', () => {
    expect(parseHeader('{"xclip_journal":2,"settings":{}}')).toBeUndefined();
    expect(parseHeader('{"xclip_journal":1,"settings":null}')).toBeUndefined();
  });
});
