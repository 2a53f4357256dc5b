import { UsageError } from '../../errors.js';

/** Flags that do not go together. */
export function contradiction(message: string, hint: string): UsageError {
  return new UsageError(message, { code: 'CONTRADICTION', hint });
}
