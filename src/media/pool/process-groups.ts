/** The groups of processes that decoder processes lead, and what becomes of them where this process is ended by a signal. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const leaders = new Set<number>();

/** From now on a signal that ends this process ends the group too. One that is stopped would never see that it is alone. */
export function addGroup(leader: number): void {
  if (leaders.size === 0) for (const signal of SIGNALS) process.on(signal, endBySignal);
  leaders.add(leader);
}

export function removeGroup(leader: number): void {
  leaders.delete(leader);
  if (leaders.size === 0) for (const signal of SIGNALS) process.off(signal, endBySignal);
}

/** Kills what is left of a group; after its leader's death too, an ffmpeg that it left behind is in it. */
export function killGroup(leader: number): void {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
}

/** Kills all decoder processes at once, for a process that is about to end by a signal. */
export function killDecoders(): void {
  for (const leader of leaders) killGroup(leader);
}

function endBySignal(signal: NodeJS.Signals): void {
  // Whoever else listens decides what is to end, and how.
  if (process.listenerCount(signal) > 1) return;
  killDecoders();
  process.off(signal, endBySignal);
  process.kill(process.pid, signal);
}
