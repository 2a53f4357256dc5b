import { describe, expect, test } from 'vitest';
import { differenceFrom } from './compare-output.js';

const PRINTED = 'video,probability\na.mp4,0.947542989\nb.mp4,0.5\n';

describe('what a page shows is what was printed', () => {
  test.each([
    ['word for word', PRINTED],
    ['but for last digits', PRINTED.replace('0.947542989', '0.947542')],
    ['in part, where lines … say so', 'video,probability\n…\nb.mp4,0.5\n'],
    ['in part, at its end', 'video,probability\n…\n'],
    ['but for what … stands for', 'video,probability\n….mp4,…\nb.mp4,0.5\n'],
  ])('%s', (_name, page) => {
    expect(differenceFrom(page, PRINTED)).toBeUndefined();
  });

  test.each([
    ['a number that is another', PRINTED.replace('0.9475', '0.9375'), 'the page: a.mp4,0.937542989'],
    ['a word that is another', PRINTED.replace('b.mp4', 'c.mp4'), 'printed:  b.mp4,0.5'],
    [
      'a line too few, with nothing to say so',
      'video,probability\na.mp4,0.947542989\n',
      'printed is more: b.mp4',
    ],
    ['a line too many', `${PRINTED}c.mp4,0.1\n`, 'the page: c.mp4,0.1'],
    ['nothing', '\n', 'nothing'],
  ])('and not %s', (_name, page, said) => {
    expect(differenceFrom(page, PRINTED)).toContain(said);
  });
});
