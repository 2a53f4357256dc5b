/** What is needed to look into the packets of H.264 and HEVC. */
export interface NalFormat {
  /** Bytes of the length before each NAL unit: 1, 2 or 4. */
  lengthBytes: number;
  /** The one sequence parameter set. */
  sps: Buffer;
  /** Of a NAL unit's first byte. */
  typeOf: (firstByte: number) => number;
  spsType: number;
  isSlice: (type: number) => boolean;
  /** A slice that decoding can begin with. */
  isKey: (type: number) => boolean;
}

/** What a codec's headers say of the frames. */
export interface CodedFormat {
  widthPixels: number;
  heightPixels: number;
  /** FFmpeg's name of where colour sits if nothing else is said. */
  chromaLocation: string;
  /** H.264 and HEVC only. */
  nal?: NalFormat;
}
