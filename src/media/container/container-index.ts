import { FileBytes } from './file-bytes.js';
import { isIsoFile } from './iso-moov.js';
import { readIsoIndex } from './iso-index.js';
import { isMatroskaFile, readMatroskaIndex } from './matroska-index.js';
import { NotIndexed } from './not-indexed.js';
import type { ContainerIndex } from './served-video.js';

/**
 * Lists the packets of a mp4, mov, mkv or webm in this process, where that is sure to give what ffprobe
 * would: h264, hevc, vp8 or vp9 of 8-bit 4:2:0 and even sizes, whole, from a key frame on, every frame
 * with a time of its own. It takes a hundredth of starting ffprobe.
 * @param path of a regular file; nothing else is opened.
 * @returns otherwise, why ffprobe has to be asked; never throws.
 */
export function readContainerIndex(path: string): { index: ContainerIndex } | { refusal: string } {
  let file: FileBytes | undefined;
  try {
    file = new FileBytes(path);
    const index = readIndex(file);
    file.requireUnchanged();
    return { index };
  } catch (error) {
    // What reading broken tables throws is a refusal too: ffprobe will say what is wrong.
    return { refusal: error instanceof NotIndexed ? error.message : 'its tables are broken' };
  } finally {
    file?.close();
  }
}

function readIndex(file: FileBytes): ContainerIndex {
  if (isIsoFile(file)) return readIsoIndex(file);
  if (isMatroskaFile(file)) return readMatroskaIndex(file);
  throw new NotIndexed('a container that is not served');
}
