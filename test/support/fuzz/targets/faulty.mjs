/** A parser with every fault that is looked for: test/support/fuzz checks that each is found. */
import { XclipError } from '../../../../dist/errors.js';

const FAULTS = {
  'faulty-type': () => undefined.x,
  'faulty-hang': () => {
    for (;;);
  },
  'faulty-heap': () => {
    for (const values = []; ;) values.push({ at: values.length });
  },
  'faulty-claim': () => new Uint8Array(1 << 28).length,
  'faulty-buffer': () => Buffer.alloc(1 << 28).length,
  'faulty-message': () => {
    throw new XclipError('x'.repeat(3000), { code: 'LONG' });
  },
  'faulty-later': () => new Promise((_, reject) => setTimeout(() => reject(new RangeError('late')), 1)),
  'faulty-unheard': async () => {
    void Promise.reject(new Error('unheard'));
    await new Promise((resolve) => setTimeout(resolve, 20));
  },
};

export const targets = Object.fromEntries(
  Object.entries(FAULTS).map(([name, fault]) => [
    name,
    () => ({
      seeds: [{ fault: { bytes: Buffer.from('fault') } }],
      run: () => fault(),
    }),
  ]),
);
