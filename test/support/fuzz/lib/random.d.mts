/** A whole number from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

export function randomOf(seed: number, target: string, input: number): Random;
