/** When the frames of one run of packets are shown. Pure arithmetic. */

export interface RunTimes {
  /** Ascending, one a frame, in ticks. */
  ticks: Float64Array;
  /** Those of them that no packet says. */
  guessed: readonly number[];
}

/**
 * @param pts of the run's packets, in the file's order: NaN where the container gives none
 * @param dts likewise
 * @param lagTicks how much later than decoded the first of them is shown
 * @returns undefined where there is nothing to go by
 */
export function timesOfRun(pts: Float64Array, dts: Float64Array, lagTicks: number): RunTimes | undefined {
  const known = pts.filter((ticks) => !Number.isNaN(ticks)).sort();
  if (known.length === pts.length) return { ticks: known, guessed: [] };
  if (!dts.some(Number.isNaN)) return fillGaps(known, dts.map((ticks) => ticks + lagTicks).sort());
  return known.length === 0 ? undefined : fillBeforeNeighbours(pts);
}

/** Frames are decoded as steadily as they are shown, so that where one has no time, that of decoding tells it. */
function fillGaps(known: Float64Array, expected: Float64Array): RunTimes {
  const guessed: number[] = [];
  let place = 0;
  const ticks = expected.map((guess, frame) => {
    const next = known[place] ?? Infinity;
    const hasRoom = guessed.length < expected.length - known.length;
    const between = (guess + (expected[frame + 1] ?? Infinity)) / 2;
    if (hasRoom && !(next < between)) {
      guessed.push(guess);
      return guess;
    }
    place += 1;
    return next;
  });
  return { ticks: ticks.sort(), guessed };
}

/** Without either time: Matroska cannot write the times of pictures shown before its beginning. */
function fillBeforeNeighbours(pts: Float64Array): RunTimes {
  const guessed: number[] = [];
  let before = Infinity;
  const ticks = pts.map((own, packet) => {
    if (!Number.isNaN(own)) return (before = own);
    const after = pts.subarray(packet).find((other) => !Number.isNaN(other)) ?? Infinity;
    const guess = Math.min(before, after) - 1;
    guessed.push(guess);
    return guess;
  });
  return { ticks: ticks.sort(), guessed };
}
