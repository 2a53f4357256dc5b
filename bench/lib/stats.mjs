/** @typedef {{min: number, median: number, max: number}} Spread */

export function middle(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** @returns {Spread} */
export function spread(values) {
  return { min: Math.min(...values), median: middle(values), max: Math.max(...values) };
}

/** How the times of two contestants that were measured in turn compare, round by round. @returns {Spread} */
export function ratios(slower, faster) {
  return spread(slower.slice(0, faster.length).map((time, round) => time / faster[round]));
}

/** The power with which time grows between the two last points: 1 is linear. */
export function growthPower(points) {
  const [before, last] = points.slice(-2);
  return Math.log(last.y / before.y) / Math.log(last.x / before.x);
}
