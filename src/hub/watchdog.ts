/** Ends a request that has gone silent, or that the caller no longer wants. */
export interface Watchdog {
  /** Aborts when nothing was heard for too long, or with the caller's own signal. */
  readonly signal: AbortSignal;
  /** Whether silence was the reason. */
  readonly expired: () => boolean;
  /** Something was heard: the wait starts anew. */
  readonly touch: () => void;
  /** Must be called at the end, whatever happened. */
  readonly stop: () => void;
}

// Not AbortSignal.any: it is missing from Node 20.0–20.2, and leaks on long-lived signals in some versions.
/** Starts the wait of `timeoutMs` milliseconds. */
export function startWatchdog(timeoutMs: number, outer?: AbortSignal): Watchdog {
  const controller = new AbortController();
  let expired = false;
  const expire = (): void => {
    expired = true;
    controller.abort(new Error(`nothing received for ${timeoutMs / 1000} s`));
  };
  const forward = (): void => controller.abort(outer?.reason);
  let timer = setTimeout(expire, timeoutMs);
  if (outer?.aborted === true) forward();
  else outer?.addEventListener('abort', forward, { once: true });
  return {
    signal: controller.signal,
    expired: () => expired,
    touch: () => {
      clearTimeout(timer);
      timer = setTimeout(expire, timeoutMs);
    },
    stop: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', forward);
    },
  };
}
