import { BitReader } from './bit-reader.js';
import type { CodedFormat } from './nal-format.js';
import { NotIndexed } from './not-indexed.js';

/** How many bytes of the first packet the readers below need. */
export const VPX_HEADER_BYTES = 16;

/** From the first packet (RFC 6386, 9.1). @throws NotIndexed if it is no key frame. */
export function readVp8Format(packet: Buffer): CodedFormat {
  const isKey = (packet.readUInt8(0) & 1) === 0 && packet.readUIntBE(3, 3) === 0x9d012a;
  if (!isKey) throw new NotIndexed('its first packet is no key frame');
  return {
    widthPixels: packet.readUInt16LE(6) & 0x3fff,
    heightPixels: packet.readUInt16LE(8) & 0x3fff,
    chromaLocation: 'unspecified',
  };
}

/** A VP8 frame that is decoded for others to refer to, and never shown ("alt-ref"). */
export function isHiddenVp8(packet: Buffer): boolean {
  return (packet.readUInt8(0) & 0x10) === 0;
}

/**
 * From the first packet (VP9 bitstream specification, 6.2).
 * @throws NotIndexed if it is no key frame of 8-bit 4:2:0, which is what profile 0 means.
 */
export function readVp9Format(packet: Buffer): CodedFormat {
  const bits = new BitReader(packet);
  if (bits.bits(2) !== 2) throw new NotIndexed('a codec header makes no sense');
  if (bits.bits(2) !== 0) throw new NotIndexed('not 8-bit 4:2:0');
  const isRepeat = bits.bit() === 1;
  const isKey = bits.bit() === 0;
  bits.skip(2); // shown, error resilience
  if (isRepeat || !isKey || bits.bits(24) !== 0x498342) {
    throw new NotIndexed('its first packet is no key frame');
  }
  if (bits.bits(3) === 7) throw new NotIndexed('RGB');
  bits.skip(1); // range
  return {
    widthPixels: bits.bits(16) + 1,
    heightPixels: bits.bits(16) + 1,
    chromaLocation: 'unspecified',
  };
}
