import type { FileBytes } from './file-bytes.js';
import type { NalFormat } from './nal-format.js';
import { NotIndexed } from './not-indexed.js';

/**
 * Follows a packet's NAL units up to its first slice, as FFmpeg's parsers do: what does not add up
 * there, ffprobe complains of.
 * @returns whether decoding can begin with this packet.
 * @throws NotIndexed if the chain is broken, has no slice, or brings another sequence parameter set.
 */
export function followNals(file: FileBytes, start: number, size: number, format: NalFormat): boolean {
  const { lengthBytes, sps, typeOf, spsType, isSlice, isKey } = format;
  const end = start + size;
  let at = start;
  while (at + lengthBytes < end) {
    const head = file.at(at, lengthBytes + 1);
    const nalBytes = head.readUIntBE(0, lengthBytes);
    const firstByte = head.readUInt8(lengthBytes);
    const next = at + lengthBytes + nalBytes;
    if (nalBytes === 0 || next > end || firstByte >= 0x80) throw new NotIndexed('a packet is damaged');
    const type = typeOf(firstByte);
    if (isSlice(type)) return isKey(type);
    if (type === spsType && !hasBytes(file, at + lengthBytes, nalBytes, sps)) {
      throw new NotIndexed('its format may change inside');
    }
    at = next;
  }
  throw new NotIndexed('a packet is damaged');
}

function hasBytes(file: FileBytes, start: number, length: number, expected: Buffer): boolean {
  return length === expected.length && file.at(start, length).equals(expected);
}
