/** Which contestants are compared, by the names of their rows. */
import { ratios } from '../lib/stats.mjs';

/** What everything is held against. */
export const BASELINE = 'Python fp32';

/** How many times faster `name` is than `against`, round by round; undefined if either was not measured. */
export function ratioTo(rows, against, name) {
  const [slower, faster] = [against, name].map(
    (wanted) => rows.find((row) => row.name === wanted)?.runs.map((run) => run.secondsAClip) ?? [],
  );
  const rounds = Math.min(slower.length, faster.length);
  return rounds === 0 ? undefined : ratios(slower.slice(0, rounds), faster.slice(0, rounds));
}

/** The same, but for the baseline itself. */
export function ratiosAgainst(rows, against, name) {
  return name === against ? undefined : ratioTo(rows, against, name);
}
