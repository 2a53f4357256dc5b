/** `tag --watch`: a resumed run for whatever has arrived, as often as something has. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, systemCodeOf, XclipError } from '../../errors.js';
import { stampPaths, type StampedPath, walk } from '../../pipeline/find/walk.js';
import { watchInterrupts } from '../terminal/interrupt.js';
import type { RunContext } from '../terminal/context.js';
import type { DryRunReport } from '../run/dry-run.js';
import type { RunOutcome } from '../run/run.js';
import type { TagRequest } from './request.js';
import { runTag, type TagReport } from './run.js';

const POLL_MS = 1000;
/** A file that has not changed for so long has arrived: copies write more often, whatever the network. */
const SETTLED_MS = 3000;

interface WatchOptions {
  pollMs?: number;
  settledMs?: number;
}

/**
 * Runs until it is interrupted. What is done is known from the journal: one that is started again goes on where it was.
 * @returns the last run; undefined where nothing has arrived
 */
export async function watchFolder(
  request: TagRequest,
  context: RunContext,
  { pollMs = POLL_MS, settledMs = SETTLED_MS }: WatchOptions = {},
): Promise<RunOutcome<TagReport | DryRunReport> | undefined> {
  const arrivals = new Arrivals(settledMs);
  const stop = new AbortController();
  const interrupt = watchInterrupts(() => stop.abort());
  let last: RunOutcome<TagReport | DryRunReport> | undefined;
  context.info(`watching ${request.walk.paths.join(', ')}; Ctrl-C ends it`);
  try {
    while (!stop.signal.aborted) {
      const hasNew = await arrivals.look(request).catch(sayAndWait(context));
      if (hasNew) {
        last = await runTag(arrivals.requestOf(request), context);
        arrivals.noteDone();
        if (last.interrupted) return last;
      }
      await sleep(pollMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
    return last;
  } finally {
    interrupt.release();
  }
}

/** A folder of a network that is away for a while comes back. */
function sayAndWait({ note }: RunContext): (error: unknown) => false {
  return (error) => {
    if (!(error instanceof XclipError) && systemCodeOf(error) === undefined) throw error;
    note(`${messageOf(error)}; looking again`);
    return false;
  };
}

/** The files of a folder, by how long they have been as they are. */
class Arrivals {
  readonly #seen = new Map<string, { key: string; sinceMs: number }>();
  #ready = new Map<string, string>();
  #done = new Map<string, string>();

  constructor(private readonly settledMs: number) {}

  /** @returns whether a file that is not done has settled */
  async look({ walk: options }: TagRequest): Promise<boolean> {
    const nowMs = performance.now();
    const ready = new Map<string, string>();
    const here = new Set<string>();
    for await (const path of stampPaths(walk(options))) {
      const key = keyOf(path);
      here.add(path.path);
      const before = this.#seen.get(path.path);
      if (before?.key !== key) this.#seen.set(path.path, { key, sinceMs: nowMs });
      else if (nowMs - before.sinceMs >= this.settledMs) ready.set(path.path, key);
    }
    for (const path of this.#seen.keys()) if (!here.has(path)) this.#seen.delete(path);
    this.#ready = ready;
    return [...ready].some(([path, key]) => this.#done.get(path) !== key);
  }

  /** A run of what has settled. */
  requestOf(request: TagRequest): TagRequest {
    const ready = this.#ready;
    return {
      ...request,
      flags: { ...request.flags, resume: true },
      selection: { ...request.selection, isReady: (path) => ready.get(path.path) === keyOf(path) },
    };
  }

  noteDone(): void {
    this.#done = this.#ready;
  }
}

function keyOf({ stamp, error }: StampedPath): string {
  return `${stamp?.sizeBytes ?? '-'} ${stamp?.modifiedMs ?? '-'} ${error?.code ?? ''}`;
}
