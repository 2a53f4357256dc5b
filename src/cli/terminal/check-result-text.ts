import type { CheckResult } from '../../check-result.js';
import { printable } from '../../output/printable.js';

const MARKS: Readonly<Record<CheckResult['status'], string>> = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' };
const NARROWEST = 40;
const WIDEST = 100;
/** Below the check's name, so that marks stand alone. */
const DETAIL_INDENT = '     ';
const HINT_INDENT = '       ';

/**
 * The result of a check, for people. On a terminal it is wrapped, what to do below it; else it is one line, as grep wants it.
 * @param columns of the terminal; undefined in a pipe
 */
export function checkResultText(
  { check, status, detail, hint }: CheckResult,
  columns: number | undefined,
): string {
  const found = printable(`${MARKS[status]} ${check}: ${detail}`);
  const toDo = hint === undefined ? undefined : printable(hint);
  if (columns === undefined) return `${toDo === undefined ? found : `${found}; ${toDo}`}\n`;
  const width = Math.min(Math.max(columns, NARROWEST), WIDEST);
  const lines = wrap(found, width, DETAIL_INDENT);
  if (toDo !== undefined) lines.push(...wrap(`${DETAIL_INDENT}→ ${toDo}`, width, HINT_INDENT));
  return `${lines.join('\n')}\n`;
}

/** Breaks at single spaces; a word wider than the line, such as a path, stays whole to be copied. */
function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const start = rest.search(/\S/);
    const last = rest.lastIndexOf(' ', width);
    const end = last > start ? last : rest.indexOf(' ', width);
    if (end === -1) break;
    lines.push(rest.slice(0, end));
    rest = indent + rest.slice(end + 1);
  }
  return [...lines, rest];
}
