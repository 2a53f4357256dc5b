const TICK_MS = 250;
/** A tick that comes later than this shows that this process stood still: Ctrl-Z, a debugger, a laptop that slept. */
const LATEST_TICK_MS = 4 * TICK_MS;

export interface RunningTimer {
  /** Ends it. @returns the milliseconds that it has counted */
  stop(): number;
}

/**
 * A timer that counts the time in which this process runs. After one in which it did not, a tick passes before it can end, so
 * that what has come meanwhile is looked at first.
 */
export function startRunningTimer(durationMs: number, onEnd: () => void): RunningTimer {
  let countedMs = 0;
  let lastMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  /** @returns whether this process stood still */
  const count = (): boolean => {
    const nowMs = performance.now();
    const passedMs = nowMs - lastMs;
    lastMs = nowMs;
    countedMs += passedMs > LATEST_TICK_MS ? TICK_MS : passedMs;
    return passedMs > LATEST_TICK_MS;
  };
  const wait = (milliseconds: number): void => {
    timer = setTimeout(tick, Math.min(TICK_MS, Math.max(0, milliseconds)));
  };
  const tick = (): void => {
    if (count()) wait(TICK_MS);
    else if (countedMs < durationMs) wait(durationMs - countedMs);
    else onEnd();
  };
  wait(durationMs);
  return {
    stop() {
      clearTimeout(timer);
      count();
      return countedMs;
    },
  };
}
