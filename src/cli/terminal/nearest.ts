/** The name that was most likely meant; undefined if none is near: one slip in three letters. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const best = names
    .map((name) => ({ name, slips: slipsBetween(typed.toLowerCase(), name) }))
    .reduce<{ name: string; slips: number } | undefined>(
      (least, each) => (least === undefined || each.slips < least.slips ? each : least),
      undefined,
    );
  if (best === undefined || best.slips > Math.max(1, Math.floor(best.name.length / 3))) return undefined;
  return best.name;
}

/** Letters left out, put in, changed, or swapped with the next (the optimal string alignment distance). */
function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      const choices = [at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + changed];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        choices.push(at(beforeLast, j - 2) + 1);
      row.push(Math.min(...choices));
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], place: number): number {
  return row[place] ?? Infinity;
}
