import { expect, test } from 'vitest';
import { lastOfRepeated, type FlagShapes } from '../../../dist/cli/terminal/last-of-repeated.js';

const FLAGS: FlagShapes = {
  model: { type: 'option' },
  output: { type: 'option', char: 'o' },
  label: { type: 'option', multiple: true },
  offline: { type: 'boolean' },
};

test.each([
  ['--model a --model b', '--model b'],
  ['--model=a v.mp4 --model b', 'v.mp4 --model b'],
  ['-o a -ob --output c', '--output c'],
  ['-o a -o=b', '-o=b'],
  ['--label a --label b', '--label a --label b'],
  ['--offline --offline v', '--offline --offline v'],
  // A value that is called like a flag is a value.
  ['--label --model --model b', '--label --model --model b'],
  ['--model a -- --model b', '--model a -- --model b'],
  ['--unknown --model a', '--unknown --model a'],
  ['v.mp4 w.mp4 v.mp4', 'v.mp4 w.mp4 v.mp4'],
])('%s is %s', (typed, meant) => expect(lastOfRepeated(typed.split(' '), FLAGS)).toEqual(meant.split(' ')));
