import { expect, test } from 'vitest';
import { fill } from '../../../bench/render/document.mjs';

const TEXT =
  'before\n<!-- bench:a -->\nold\n<!-- /bench -->\nprose\n<!-- bench:b -->\nkept\n<!-- /bench -->\nafter\n';

test('gets a block between its markers; prose and what was not measured stay', () => {
  expect(fill(TEXT, new Map([['a', 'new']]))).toBe(TEXT.replace('old', '\nnew\n'));
});

test('keeps what a replacement would read as a pattern', () => {
  expect(fill(TEXT, new Map([['b', "cost: $1 $& $'"]]))).toContain("\ncost: $1 $& $'\n");
});
