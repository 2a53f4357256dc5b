import { BitReader } from './bit-reader.js';
import type { CodedFormat, NalFormat } from './nal-format.js';
import { NotIndexed } from './not-indexed.js';

/** Profiles whose parameter sets say more than that they are 8-bit 4:2:0 (ITU-T H.264, 7.3.2.1.1). */
const HIGH_PROFILES = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];
const SPS = 7;
const IDR = 5;

/**
 * Reads an AVC decoder configuration record (avcC).
 * @throws NotIndexed if it is not of 8-bit 4:2:0 frames, or unusual.
 */
export function readH264Format(avcC: Buffer): CodedFormat {
  if (avcC[0] !== 1) throw new NotIndexed('an avcC of another version');
  const lengthBytes = (avcC.readUInt8(4) & 3) + 1;
  if (lengthBytes === 3) throw new NotIndexed('NAL lengths of 3 bytes');
  if ((avcC.readUInt8(5) & 31) !== 1) throw new NotIndexed('not exactly one SPS');
  const sps = Buffer.from(avcC.subarray(8, 8 + avcC.readUInt16BE(6)));
  const nal: NalFormat = {
    lengthBytes,
    sps,
    typeOf: (firstByte) => firstByte & 31,
    spsType: SPS,
    isSlice: (type) => type >= 1 && type <= IDR,
    isKey: (type) => type === IDR,
  };
  if (nal.typeOf(sps[0] ?? 0) !== SPS) throw new NotIndexed('not exactly one SPS');
  return { ...frameSize(BitReader.ofNal(sps, 1)), chromaLocation: 'left', nal };
}

/** ITU-T H.264, 7.3.2.1.1, up to the cropping. */
function frameSize(bits: BitReader): { widthPixels: number; heightPixels: number } {
  const profile = bits.bits(8);
  bits.skip(16); // constraints, level
  bits.ue(); // id
  if (HIGH_PROFILES.includes(profile)) {
    const isYuv420 = bits.ue() === 1;
    const isEightBit = bits.ue() === 0 && bits.ue() === 0;
    if (!isYuv420 || !isEightBit) throw new NotIndexed('not 8-bit 4:2:0');
    bits.skip(1); // lossless bypass
    if (bits.bit() === 1) skipScalingLists(bits);
  }
  bits.ue(); // bits of frame_num
  const orderType = bits.ue();
  if (orderType === 0) bits.ue();
  else if (orderType === 1) {
    bits.skip(1);
    bits.se();
    bits.se();
    for (let left = bits.ue(); left > 0; left--) bits.se();
  }
  bits.ue(); // reference frames
  bits.skip(1); // gaps
  const widthBlocks = bits.ue() + 1;
  const heightMaps = bits.ue() + 1;
  const fieldsPerMap = 2 - bits.bit();
  if (fieldsPerMap === 2) bits.skip(1);
  bits.skip(1); // direct 8×8
  let widthPixels = widthBlocks * 16;
  let heightPixels = heightMaps * 16 * fieldsPerMap;
  if (bits.bit() === 1) {
    const [left, right, top, bottom] = [bits.ue(), bits.ue(), bits.ue(), bits.ue()];
    // FFmpeg may round these to whole blocks.
    if (left !== 0 || top !== 0) throw new NotIndexed('frames cut at their left or top');
    widthPixels -= right * 2;
    heightPixels -= bottom * 2 * fieldsPerMap;
  }
  // A field of odd height takes another way to RGB, where the colour's place matters.
  if (fieldsPerMap === 2 && heightPixels % 4 !== 0) throw new NotIndexed('fields of odd height');
  return { widthPixels, heightPixels };
}

/** Eight lists in 4:2:0: six of 16 numbers, two of 64. */
function skipScalingLists(bits: BitReader): void {
  for (let list = 0; list < 8; list++) {
    if (bits.bit() === 0) continue;
    let next = 8;
    let last = 8;
    for (let i = 0; i < (list < 6 ? 16 : 64); i++) {
      if (next !== 0) next = (last + bits.se() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}
