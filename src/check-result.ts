import { XclipError, messageOf } from './errors.js';

/** One thing that was looked at. */
export interface CheckResult {
  check: string;
  /** `warn`: it works, or is not needed, and could be better; `fail`: it stops runs, or makes them wrong */
  status: 'ok' | 'warn' | 'fail';
  detail: string;
  /** what to do about it, as a clause */
  hint?: string | undefined;
}

/** What was thrown, as the result of a check. */
export function checkResultOf(check: string, status: CheckResult['status'], error: unknown): CheckResult {
  const hint = error instanceof XclipError ? error.hint : undefined;
  return { check, status, detail: messageOf(error), hint };
}
