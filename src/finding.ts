import { XclipError, messageOf } from './errors.js';

/** One thing that was looked at. */
export interface Finding {
  check: string;
  /** `warn`: it works, or is not needed, and could be better; `fail`: it stops runs, or makes them wrong */
  status: 'ok' | 'warn' | 'fail';
  detail: string;
  /** what to do about it, as a clause */
  hint?: string | undefined;
}

/** What was thrown, as a finding. */
export function findingOf(check: string, status: Finding['status'], error: unknown): Finding {
  const hint = error instanceof XclipError ? error.hint : undefined;
  return { check, status, detail: messageOf(error), hint };
}
