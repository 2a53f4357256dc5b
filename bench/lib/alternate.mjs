/** Contestants in turn, round after round, so that a machine that drifts slows all of them. */

/**
 * @param timeOf the seconds of a measurement that are told
 * @param contestants [{name, run: (round) => Promise<measurement>}]; one that throws is out, and its reason is kept
 * @returns by name: {runs: measurement[], failure?: string}
 */
export async function alternate(contestants, { rounds, report, timeOf = (run) => run.secondsAClip }) {
  const results = new Map(contestants.map(({ name }) => [name, { runs: [] }]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const { name, run } = contestants[(turn + round) % contestants.length];
      const result = results.get(name);
      if (result.failure !== undefined) continue;
      try {
        const measured = await run(round);
        result.runs.push(measured);
        report(`round ${round + 1}: ${name}: ${(1000 * timeOf(measured)).toFixed(1)} ms`);
      } catch (error) {
        result.failure = error.message;
        report(`${name}: ${error.message}`);
      }
    }
  }
  return results;
}
