/** How a player turns the stored frames before it shows them. */
export interface DisplayTurn {
  /** FFmpeg's filters that do it; none where frames are shown as stored. */
  filters: string[];
  /** Whether width and height change places. */
  swapsSides: boolean;
}

export const NO_TURN: DisplayTurn = { filters: [], swapsSides: false };

/** FFmpeg's own tolerance for a right angle. */
const TOLERANCE_DEGREES = 1;

/**
 * The turn of a display matrix, as FFmpeg's autorotate does it: quarter turns and mirrors.
 * @param matrix row by row, as the container has it: x' = m0·x + m3·y, y' = m1·x + m4·y.
 * @returns undefined for an angle in between, which no turn of whole pixels can give.
 */
export function displayTurn(matrix: readonly number[]): DisplayTurn | undefined {
  const [m0 = 0, m1 = 0, , m3 = 0, m4 = 0] = matrix;
  const degrees = (Math.atan2(m1, m0) * 180) / Math.PI;
  const quarters = Math.round(degrees / 90);
  if (Math.abs(degrees - 90 * quarters) >= TOLERANCE_DEGREES) return undefined;
  switch (quarters) {
    case 1:
      return { filters: [m3 > 0 ? 'transpose=cclock_flip' : 'transpose=clock'], swapsSides: true };
    case -1:
      return { filters: [m3 < 0 ? 'transpose=clock_flip' : 'transpose=cclock'], swapsSides: true };
    default: {
      const filters = [...(m0 < 0 ? ['hflip'] : []), ...(m4 < 0 ? ['vflip'] : [])];
      return { filters, swapsSides: false };
    }
  }
}

/**
 * Reads a matrix as ffprobe prints it: three numbered lines of three numbers.
 * @param text its line breaks may be escaped, as `\n`.
 */
export function parseDisplayMatrix(text: string): number[] | undefined {
  const rows = text.split(/\\n|\n/).map((row) => /^\d{8}:((?:\s+-?\d+){3})\s*$/.exec(row)?.[1]);
  const numbers = rows.flatMap((row) => row?.trim().split(/\s+/).map(Number) ?? []);
  return numbers.length === 9 ? numbers : undefined;
}
