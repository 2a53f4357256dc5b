/** Labels with their ranks, from 1, each set's by itself. @param labels set after set, best first */
export function withRanks<T extends { set?: string }>(labels: readonly T[]): (T & { rank: number })[] {
  const ranks = new Map<string | undefined, number>();
  return labels.map((label) => {
    const rank = (ranks.get(label.set) ?? 0) + 1;
    ranks.set(label.set, rank);
    return { ...label, rank };
  });
}
