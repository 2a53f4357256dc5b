/**
 * NumPy's legacy generator, `numpy.random.RandomState(seed).randint(low, high)`: MT19937 seeded by init_genrand,
 * then masked rejection. Ours because the documented sampling is defined by these very numbers.
 */

import { at } from '../../at.js';

const STATE_WORDS = 624;
const SHIFT_WORDS = 397;

export interface RandomSource {
  /** The next 32 bits, 0 to 2³² − 1. */
  next(): number;
}

/** @param seed 0 to 2³² − 1, as RandomState takes it */
export function mersenneTwister(seed: number): RandomSource {
  const state = new Uint32Array(STATE_WORDS);
  state[0] = seed;
  for (let i = 1; i < STATE_WORDS; i++) {
    const previous = at(state, i - 1);
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  let position = STATE_WORDS;
  return {
    next: () => {
      if (position === STATE_WORDS) {
        regenerate(state);
        position = 0;
      }
      return temper(at(state, position++));
    },
  };
}

const WORD_VALUES = 2 ** 32;

/**
 * An integer from `low` to `high − 1`, uniformly: RandomState.randint with its default 64-bit dtype. Ranges that one word
 * cannot span are drawn from two, the high one first.
 */
export function randomInteger(random: RandomSource, low: number, high: number): number {
  const range = high - 1 - low;
  if (range === 0) return low;
  const highRange = Math.floor(range / WORD_VALUES);
  const mask = 0xffffffff >>> Math.clz32(highRange === 0 ? range : highRange);
  for (;;) {
    const masked = (random.next() & mask) >>> 0;
    const candidate = highRange === 0 ? masked : masked * WORD_VALUES + random.next();
    if (candidate <= range) return low + candidate;
  }
}

function regenerate(state: Uint32Array): void {
  for (let i = 0; i < STATE_WORDS; i++) {
    const word = (at(state, i) & 0x80000000) | (at(state, (i + 1) % STATE_WORDS) & 0x7fffffff);
    const twist = word & 1 ? 0x9908b0df : 0;
    state[i] = at(state, (i + SHIFT_WORDS) % STATE_WORDS) ^ (word >>> 1) ^ twist;
  }
}

function temper(word: number): number {
  let bits = word;
  bits ^= bits >>> 11;
  bits ^= (bits << 7) & 0x9d2c5680;
  bits ^= (bits << 15) & 0xefc60000;
  bits ^= bits >>> 18;
  return bits >>> 0;
}
