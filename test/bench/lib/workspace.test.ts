import { expect, test } from 'vitest';
import { labels } from '../../../bench/lib/workspace.mjs';

test('labels are distinct, however many', () => {
  expect(new Set(labels(10_000)).size).toBe(10_000);
});
