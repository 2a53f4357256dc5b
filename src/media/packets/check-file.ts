import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { messageOf, systemCodeOf, VideoError } from '../../errors.js';

/** Boxes that an ISO file (mp4, mov) may begin with. */
const ISO_BOXES = new Set(['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'styp']);

/**
 * Makes sure that opening the file can neither hang (a FIFO, a device) nor surprise.
 * @throws VideoError UNREADABLE, NOT_A_FILE, EMPTY_FILE.
 */
export async function checkFile(path: string): Promise<void> {
  try {
    const { size, isRegular } = await stat(path).then((s) => ({ size: s.size, isRegular: s.isFile() }));
    if (!isRegular) {
      throw new VideoError('not a regular file', { code: 'NOT_A_FILE', hint: 'name a video file' });
    }
    if (size === 0) {
      throw new VideoError('the file is empty', {
        code: 'EMPTY_FILE',
        hint: 'copy or download it again',
      });
    }
    await access(path, constants.R_OK);
  } catch (error) {
    if (error instanceof VideoError) throw error;
    throw unreadable(error);
  }
}

function unreadable(cause: unknown): VideoError {
  switch (systemCodeOf(cause)) {
    case 'ENOENT':
      return new VideoError('no such file', { code: 'UNREADABLE', hint: 'check the path', cause });
    case 'EACCES':
    case 'EPERM':
      return new VideoError('permission denied', {
        code: 'UNREADABLE',
        hint: 'make it readable to you',
        cause,
      });
    default:
      return new VideoError(`cannot be read (${messageOf(cause)})`, { code: 'UNREADABLE', cause });
  }
}

/** Whether the file begins as an mp4 or mov does, whether or not the rest of it can be read. */
export async function looksLikeIsoMedia(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return bytesRead === 8 && ISO_BOXES.has(buffer.toString('latin1', 4, 8));
  } finally {
    await file.close();
  }
}
