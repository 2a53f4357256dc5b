import { XclipError, messageOf, systemCodeOf } from '../errors.js';

/** What goes away when there is room, and costs nothing of what was written. */
const NO_ROOM = ['ENOSPC', 'EDQUOT'];

/** An output that could not be opened or written. */
export function unwritableOutput(path: string, cause: unknown): XclipError {
  const hint = NO_ROOM.includes(systemCodeOf(cause) ?? '')
    ? 'make room; where there is a journal, --resume then completes it'
    : 'choose another --output';
  return new XclipError(`${path} cannot be written: ${messageOf(cause)}`, {
    code: 'OUTPUT_UNWRITABLE',
    hint,
    cause,
  });
}
