/** Damage that leaves JSON JSON: random bytes alone seldom get past its grammar, to what reads the values. */
import { pick } from './random.mjs';

const DEEP = '@deep@';
const DEPTH = 20_000;
const STRANGE = [
  ...[null, true, false, 0, 1, -1, 2, 3, 0.5, -0, 1e-320, 255, 256, 65535, 65536, 1e6, 2 ** 31, 2 ** 32],
  ...[
    2 ** 53 - 1,
    2 ** 53,
    1e21,
    1e308,
    -1e308,
    '',
    ' ',
    '0',
    '1',
    'NaN',
    '\0',
    '\u001b[31m',
    '\ud800',
    '__proto__',
  ],
  ...[[], {}, [[]], [null], [0], [-1], [0, 0], [1, 2, 3], [1e308, 1e308], { toString: 1, valueOf: 1 }],
  ...['../../x', '/etc/passwd', 'a'.repeat(5000), DEEP, { __proto__: null, a: DEEP }],
];
const KEYS = ['__proto__', 'constructor', 'toString', 'length', '', '__metadata__', 'a'.repeat(3000)];

/**
 * @param {string} text JSON
 * @param {import('./random.mjs').Random} random
 */
export function mutateJson(text, random) {
  const holder = { root: JSON.parse(text) };
  for (let wounds = 1 + random(1 + random(4)); wounds > 0; wounds--) damage(holder, random);
  let json = JSON.stringify(holder.root) ?? 'null';
  const [open, close] = pick(random, [
    ['[', ']'],
    ['{"a":', '}'],
  ]);
  json = json.replaceAll(`"${DEEP}"`, () => `${open.repeat(DEPTH)}0${close.repeat(DEPTH)}`);
  // Numbers that JSON.stringify does not write.
  if (random(20) === 0)
    json = json.replace(
      /:\s*-?\d+(\.\d+)?/,
      () => `:${pick(random, ['1e999', '-1e999', '1E400', '-0', '00'])}`,
    );
  // A key that is there twice.
  if (random(20) === 0) json = json.replace(/^\{("[^"\\]*":)/, (whole, key) => `{${key}0,${key}`);
  return json;
}

function damage(holder, random) {
  const { parent, key } = somePlace(holder, random);
  const value = parent[key];
  const isLeaf = typeof value !== 'object' || value === null;
  switch (random(isLeaf ? 4 : 8)) {
    case 0:
    case 1:
      put(parent, key, strange(random));
      return;
    case 2:
      if (typeof value === 'number')
        put(parent, key, pick(random, [value + 1, value - 1, -value, value * 2, value / 2]));
      else if (typeof value === 'string')
        put(parent, key, pick(random, [`${value}${value}`, value.slice(1), value.repeat(50), `${value}\0`]));
      else put(parent, key, [value]);
      return;
    case 3:
      if (Array.isArray(parent)) parent.splice(Number(key), random(2), value);
      else delete parent[key];
      return;
    case 4:
      put(value, pick(random, KEYS), strange(random));
      return;
    case 5: {
      const from = somePlace(holder, random);
      put(value, from.key, structuredClone(from.parent[from.key]));
      return;
    }
    case 6:
      if (Array.isArray(value)) value.push(...value.slice(0, 5000));
      return;
    default: {
      // Places change values, kinds with them.
      const other = somePlace(holder, random);
      const theirs = structuredClone(other.parent[other.key]);
      put(parent, key, theirs);
    }
  }
}

/** A copy: later wounds may change it. */
function strange(random) {
  return structuredClone(pick(random, STRANGE));
}

function put(parent, key, value) {
  if (Array.isArray(parent) && !/^\d+$/.test(String(key))) parent.push(value);
  else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A random walk from the root, stopping anywhere. */
function somePlace(holder, random) {
  let [parent, key] = [holder, 'root'];
  for (;;) {
    const value = parent[key];
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    if (keys.length === 0 || (parent !== holder && random(4) === 0)) return { parent, key };
    [parent, key] = [value, pick(random, keys)];
  }
}
