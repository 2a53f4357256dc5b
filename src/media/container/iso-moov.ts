import type { FileBytes } from './file-bytes.js';
import { NotIndexed } from './not-indexed.js';

/** What may lie beside moov. Fragments (moof, sidx) are left to ffprobe. */
const HARMLESS = ['ftyp', 'mdat', 'free', 'skip', 'wide', 'uuid'];
/** Of 4 million packets at 20 bytes each, with some room. */
const MOST_MOOV_BYTES = 128 << 20;
const MOST_BOXES = 1000;
const LONG_HEADER_BYTES = 16;

/** Whether a file begins as a mp4 or mov that FFmpeg can take for nothing else. */
export function isIsoFile(file: FileBytes): boolean {
  return file.size >= LONG_HEADER_BYTES && file.at(4, 4).toString('latin1') === 'ftyp';
}

/**
 * The moov box of a whole file.
 * @throws NotIndexed if the file's boxes do not fill it exactly, as when it is cut, or there are fragments.
 */
export function readMoov(file: FileBytes): Buffer {
  let moov: Buffer | undefined;
  let at = 0;
  for (let boxes = 0; at < file.size; boxes++) {
    if (boxes === MOST_BOXES) throw new NotIndexed('too many boxes');
    const { type, headerBytes, size } = boxAt(file, at);
    if (at + size > file.size) throw new NotIndexed('it ends before what it promises');
    if (type === 'moov') {
      if (moov !== undefined) throw new NotIndexed('more than one moov');
      if (size > MOST_MOOV_BYTES) throw new NotIndexed('too many packets');
      moov = file.at(at + headerBytes, size - headerBytes);
    } else if (!HARMLESS.includes(type)) {
      throw new NotIndexed(`a box that is not known here (${type})`);
    }
    at += size;
  }
  if (moov === undefined) throw new NotIndexed('no moov');
  return moov;
}

function boxAt(file: FileBytes, at: number): { type: string; headerBytes: number; size: number } {
  const head = file.at(at, 8);
  const type = head.toString('latin1', 4, 8);
  const short = head.readUInt32BE(0);
  const headerBytes = short === 1 ? LONG_HEADER_BYTES : 8;
  const size = short === 1 ? Number(file.at(at + 8, 8).readBigUInt64BE(0)) : short;
  if (size < headerBytes) throw new NotIndexed('a box does not fit');
  return { type, headerBytes, size };
}
