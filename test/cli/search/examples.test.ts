import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examplesOf } from '../../../src/cli/search/examples.js';
import { tempFolder } from '../../support/temp-folder.js';

test('a number after the last # is a time', () => {
  expect(examplesOf(['a.mp4', 'a.mp4#20', 'b#c.mp4#0.25', 'c#1.mp4'])).toEqual([
    { path: 'a.mp4', startSeconds: undefined },
    { path: 'a.mp4', startSeconds: 20 },
    { path: 'b#c.mp4', startSeconds: 0.25 },
    { path: 'c#1.mp4', startSeconds: undefined },
  ]);
});

test.each(['a.mp4#', 'a.mp4#x', 'a.mp4#-1', 'a.mp4#1e3', '#5', 'a.mp4#Infinity'])(
  'what is no time belongs to the name: %s',
  (value) => {
    expect(examplesOf([value])).toEqual([{ path: value, startSeconds: undefined }]);
  },
);

test('a file that has such a name is that file; its moments are named after it', () => {
  const file = join(tempFolder(), 'take#5');
  writeFileSync(file, '');
  expect(examplesOf([file, `${file}#5`])).toEqual([
    { path: file, startSeconds: undefined },
    { path: file, startSeconds: 5 },
  ]);
});

test('an example twice, or of no name, is refused', () => {
  expect(() => examplesOf(['a', 'b', 'a'])).toThrow(expect.objectContaining({ code: 'DUPLICATE_QUERY' }));
  expect(() => examplesOf([''])).toThrow(expect.objectContaining({ code: 'NO_QUERY', exitCode: 2 }));
});
