import { messageOf } from '../../errors.js';

/** What the runtime, its allocators and the libraries below them say when a device's memory is used up. */
const SAID = [
  /out of (?:device |host |gpu |video )?memory/i,
  /OutOfMemory|OUT_OF_(?:\w+_)?MEMORY|OUTOFMEMORY/,
  /failed to allocate memory/i,
  /available memory of \d+ is smaller than requested/i,
  /exceed\w* (?:the )?max\w* (?:buffer|allocation)/i,
];

/** Whether a call, by its error or message, failed for want of memory, so that a smaller one may not. */
export function isOutOfMemory(error: unknown): boolean {
  const message = messageOf(error);
  return SAID.some((pattern) => pattern.test(message));
}
