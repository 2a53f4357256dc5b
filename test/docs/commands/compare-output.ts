/** Another processor may differ in a number's last digits. */
const TOLERANCE = 2e-3;
const NUMBER = /-?\d+\.\d+(?:e-?\d+)?/g;

/**
 * What of a page's output is not in what was printed; undefined if it is all there. A line `…` stands for any lines, `…`
 * in a line for any text; lines at the end may be left out.
 */
export function differenceFrom(expected: string, printed: string): string | undefined {
  if (expected.trim() === '') return '    the page: nothing';
  const lines = printed.trimEnd().split('\n');
  let at = 0;
  let mayskip = false;
  for (const wanted of expected.trimEnd().split('\n')) {
    if (wanted.trim() === '…') {
      mayskip = true;
      continue;
    }
    const found = mayskip ? lines.findIndex((line, i) => i >= at && isSame(wanted, line)) : at;
    const line = lines[found];
    if (line === undefined || !isSame(wanted, line)) {
      return `    the page: ${wanted}\n    printed:  ${lines.slice(at, mayskip ? undefined : at + 1).join('\n              ')}`;
    }
    at = found + 1;
    mayskip = false;
  }
  if (mayskip || at >= lines.length) return undefined;
  return `    the page ends, but printed is more: ${lines[at] ?? ''}\n    (a line … stands for what is left out)`;
}

function isSame(wanted: string, line: string): boolean {
  const numbers = (text: string): number[] => (text.match(NUMBER) ?? []).map(Number);
  const pattern = wanted
    .trimEnd()
    .split('…')
    .map((part) => part.split(NUMBER).map(escaped).join(NUMBER.source))
    .join('.*');
  if (!new RegExp(`^${pattern}$`).test(line.trimEnd())) return false;
  if (wanted.includes('…')) return true;
  const [ours, theirs] = [numbers(wanted), numbers(line)];
  return ours.every(
    (number, i) => Math.abs(number - (theirs[i] ?? NaN)) <= TOLERANCE * Math.max(1, Math.abs(number)),
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
