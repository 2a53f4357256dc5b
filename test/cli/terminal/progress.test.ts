import { expect, test } from 'vitest';
import { barColumns, barFormat, createProgress } from '../../../dist/cli/terminal/progress.js';
import { doneLine, noteDone } from '../../../dist/cli/run/notes.js';

/** A terminal that keeps what is written to it. */
function terminal(columns: number): { stream: NodeJS.WriteStream; text: () => string } {
  let text = '';
  const write = (more: string): boolean => {
    text += more;
    return true;
  };
  const stream = { isTTY: true, columns, write, cursorTo: write, clearLine: write, moveCursor: write };
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

const VIDEO = { items: 1, clips: 1, failed: false };

test('nothing is drawn before something is done, and nothing reads 0/0', () => {
  const { stream, text } = terminal(100);
  const progress = createProgress({ stream, env: {} });
  progress.advance({ items: 0, clips: 0, failed: false });
  progress.setTotal(4);
  progress.clear();
  expect(text()).toBe('');
  progress.advance(VIDEO);
  expect(text()).toContain('1/4 videos');
  progress.stop();
  expect(text()).not.toContain('0/0');
});

test('a terminal that knows no escapes gets none, nor does one that asked for quiet', () => {
  for (const options of [{ env: { TERM: 'dumb' } }, { env: {}, isQuiet: true }]) {
    const { stream, text } = terminal(100);
    const progress = createProgress({ stream, ...options });
    progress.setTotal(2);
    progress.advance(VIDEO);
    progress.clear();
    progress.stop();
    expect(text()).toBe('');
  }
});

test.each([20, 40, 61, 62, 70, 80, 100, 300])('what is drawn fits %i columns', (columns) => {
  const format = barFormat(columns, 'videos');
  const longest = format
    .replace('{bar}', '█'.repeat(barColumns(columns)))
    .replace('{value}/{total}', columns < 40 ? '1/2' : '123456/123456')
    .replace('{rate}', '99.9')
    .replace('{failed}', columns < 40 ? '0' : '99')
    .replace('{eta_formatted}', '99h59m');
  expect(longest.length).toBeLessThanOrEqual(Math.max(columns, 22));
});

const RUN = { videos: 10, ok: 10, failed: 0, clips: 10, unit: undefined, seconds: { read: 1, total: 2.34 } };

test('the last line says what was done, where it is and how long it took', () => {
  expect(doneLine({ ...RUN, output: 'tags.csv', drifted: undefined })).toBe(
    '10 videos, 0 failed → tags.csv, 2.3 s',
  );
  expect(doneLine({ ...RUN, videos: 1, failed: 1, output: undefined, drifted: true })).toBe(
    '1 video, 1 failed, drifted, 2.3 s',
  );
  expect(doneLine({ ...RUN, output: undefined, drifted: false })).toBe(
    '10 videos, 0 failed, nothing drifted, 2.3 s',
  );
});

test('it is for who watches, or asks for more', () => {
  const said = (isVerbose: boolean, isTerminal: boolean): string[] => {
    const lines: string[] = [];
    const run = { ...RUN, output: undefined, drifted: undefined };
    noteDone(run, { info: (line) => lines.push(line), isVerbose }, isTerminal);
    return lines;
  };
  expect(said(false, false)).toEqual([]);
  expect(said(false, true)).toEqual(['10 videos, 0 failed, 2.3 s']);
  expect(said(true, false)).toEqual(['seconds by stage: read 1.0', '10 videos, 0 failed, 2.3 s']);
});
