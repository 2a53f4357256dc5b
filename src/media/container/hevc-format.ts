import { BitReader } from './bit-reader.js';
import type { CodedFormat, NalFormat } from './nal-format.js';
import { NotIndexed } from './not-indexed.js';

const SPS = 33;
/** Where hvcC's own fields end and its arrays of NAL units begin (ISO/IEC 14496-15, 8.3.3.1). */
const ARRAYS_AT = 22;

/**
 * Reads an HEVC decoder configuration record (hvcC).
 * @throws NotIndexed if it is not of 8-bit 4:2:0 frames, or unusual.
 */
export function readHevcFormat(hvcC: Buffer): CodedFormat {
  if (hvcC[0] !== 1) throw new NotIndexed('an hvcC of another version');
  const lengthBytes = (hvcC.readUInt8(21) & 3) + 1;
  if (lengthBytes === 3) throw new NotIndexed('NAL lengths of 3 bytes');
  const nal: NalFormat = {
    lengthBytes,
    sps: onlySps(hvcC),
    typeOf: (firstByte) => (firstByte >> 1) & 63,
    spsType: SPS,
    isSlice: (type) => type < 32,
    isKey: (type) => type >= 16 && type <= 23,
  };
  return { ...frameSize(BitReader.ofNal(nal.sps, 2)), chromaLocation: 'left', nal };
}

function onlySps(hvcC: Buffer): Buffer {
  const found: Buffer[] = [];
  let at = ARRAYS_AT + 1;
  for (let arrays = hvcC.readUInt8(ARRAYS_AT); arrays > 0; arrays--) {
    const type = hvcC.readUInt8(at) & 63;
    let count = hvcC.readUInt16BE(at + 1);
    at += 3;
    for (; count > 0; count--) {
      const end = at + 2 + hvcC.readUInt16BE(at);
      if (type === SPS) found.push(Buffer.from(hvcC.subarray(at + 2, end)));
      at = end;
    }
  }
  const [sps] = found;
  if (sps === undefined || found.length > 1) throw new NotIndexed('not exactly one SPS');
  return sps;
}

/** ITU-T H.265, 7.3.2.2.1, up to the bit depths. */
function frameSize(bits: BitReader): { widthPixels: number; heightPixels: number } {
  bits.skip(4);
  const subLayers = bits.bits(3);
  bits.skip(1);
  const isInterlaced = skipProfileAndLevels(bits, subLayers);
  bits.ue(); // id
  if (bits.ue() !== 1) throw new NotIndexed('not 8-bit 4:2:0');
  let widthPixels = bits.ue();
  let heightPixels = bits.ue();
  if (bits.bit() === 1) {
    const [left, right, top, bottom] = [bits.ue(), bits.ue(), bits.ue(), bits.ue()];
    // FFmpeg may round these to whole blocks.
    if (left !== 0 || top !== 0) throw new NotIndexed('frames cut at their left or top');
    widthPixels -= right * 2;
    heightPixels -= bottom * 2;
  }
  if (bits.ue() !== 0 || bits.ue() !== 0) throw new NotIndexed('not 8-bit 4:2:0');
  // A field of odd height takes another way to RGB, where the colour's place matters.
  if (isInterlaced && heightPixels % 4 !== 0) throw new NotIndexed('fields of odd height');
  return { widthPixels, heightPixels };
}

/** 7.3.3. @returns whether frames may be interlaced */
function skipProfileAndLevels(bits: BitReader, subLayers: number): boolean {
  bits.skip(2 + 1 + 5 + 32);
  const isProgressive = bits.bit() === 1;
  const isInterlaced = bits.bit() === 1;
  bits.skip(46 + 8); // the other constraints, level
  const present = Array.from({ length: subLayers }, () => ({ profile: bits.bit(), level: bits.bit() }));
  if (subLayers > 0) bits.skip(2 * (8 - subLayers));
  for (const { profile, level } of present) bits.skip(profile * 88 + level * 8);
  return isInterlaced || !isProgressive;
}
