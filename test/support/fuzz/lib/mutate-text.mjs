/** Damage to texts of lines and fields: the words between their separators change. */
import { pick } from './random.mjs';

const SEPARATORS = /([\s,|=:/"]+)/;
const WORDS = [
  ...['', ' ', '0', '-1', '1e999', 'NaN', 'N/A', '0/0', '1/0', '-1/-1', '9007199254740993', '1'.repeat(400)],
  ...[
    '"',
    '""',
    '","',
    '\0',
    '\ufeff',
    '\u2028',
    '\u001b[2J',
    '\r',
    '\n',
    '\n\n',
    ',',
    '|',
    '=',
    '{',
    '[',
    '{}',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'video',
    'label',
    'packet',
    'stream',
    'format',
    'a'.repeat(10_000),
    'é'.repeat(3000),
  ],
];

/**
 * @param {string} text
 * @param {import('./random.mjs').Random} random
 */
export function mutateText(text, random) {
  const parts = text.split(SEPARATORS);
  for (let wounds = 1 + random(1 + random(6)); wounds > 0; wounds--) {
    const at = random(parts.length);
    switch (random(6)) {
      case 0:
      case 1:
        parts[at] = pick(random, WORDS);
        break;
      case 2:
        parts.splice(at, 1 + random(8));
        break;
      case 3:
        parts.splice(at, 0, ...parts.slice(random(parts.length)).slice(0, 1 + random(20)));
        break;
      case 4:
        parts[at] = pick(random, parts);
        break;
      default:
        if (random(5) === 0) parts[at] = (parts[at] ?? '').repeat(1 + random(2000)).slice(0, 1 << 18);
    }
    if (parts.length === 0) return '';
  }
  return parts.join('');
}
