import { FILES } from './names.mjs';

/**
 * @typedef {object} Target
 * @property {readonly import('../lib/mutate.mjs').Seed[]} seeds
 * @property {(folder: string, name: string) => unknown} run reads the changed file as the program would; a text that it
 *   returns is counted as the kind of answer
 * @property {readonly (new (...args: never[]) => Error)[]} [expected] errors besides XclipError that are an answer
 */

/**
 * @param {string} name
 * @param {string} folder where seeds may be made
 * @returns {Promise<Target>}
 */
export async function loadTarget(name, folder) {
  // Others than these have faults to be found, for the test of the fuzzer.
  const { targets } = await import(`./${FILES[name] ?? 'faulty'}.mjs`);
  return targets[name](folder);
}
