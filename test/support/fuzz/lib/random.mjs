/**
 * The stream of chance of one input: by the run's seed, the target's name and the input's number alone, so that any
 * input can be made again without those before it.
 * @param {number} seed
 * @param {string} target
 * @param {number} input
 * @returns {import('./random.mjs').Random}
 */
export function randomOf(seed, target, input) {
  let state = hash(`${seed} ${target} ${input}`);
  // mulberry32
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** FNV-1a. @param {string} text */
function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

/**
 * @template T
 * @param {import('./random.mjs').Random} random
 * @param {readonly T[]} items
 * @returns {T}
 */
export function pick(random, items) {
  return items[random(items.length)];
}
