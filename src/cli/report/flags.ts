import { Flags, type Interfaces } from '@oclif/core';
import { engineFlags } from '../flags/engine.js';
import { outputFlags } from '../flags/output.js';
import { talkFlags } from '../flags/talk.js';

/** Clips with pictures, and bytes of all pictures: a page stays one that can be sent and opened. */
export const DEFAULT_THUMBNAILS = 300;
const MOST_THUMBNAILS = 20_000;

export const reportFlags = {
  output: Flags.string({
    char: 'o',
    helpValue: 'FILE.html',
    description: 'the page',
    helpGroup: 'OUTPUT',
  }),
  overwrite: outputFlags.overwrite,
  title: Flags.string({ helpValue: 'TEXT', description: "the page's title", helpGroup: 'OUTPUT' }),
  thumbnails: Flags.integer({
    default: DEFAULT_THUMBNAILS,
    min: 0,
    max: MOST_THUMBNAILS,
    helpValue: 'N',
    description: 'clips that get pictures of their frames, at most; where there are more, spread over them',
    helpGroup: 'PICTURES',
  }),
  frames: Flags.boolean({
    default: true,
    allowNo: true,
    description: 'decode frames for pictures; --no-frames reads no video',
    helpGroup: 'PICTURES',
  }),
  root: Flags.string({
    helpValue: 'DIR',
    description: "where the videos' relative paths begin, if not here",
    helpGroup: 'PICTURES',
  }),
  decoders: engineFlags.decoders,
  timeout: engineFlags.timeout,
  'max-pixels': engineFlags['max-pixels'],
  'max-decoder-memory': engineFlags['max-decoder-memory'],
  decoder: engineFlags.decoder,
  ffmpeg: engineFlags.ffmpeg,
  ...talkFlags,
};

/** As oclif hands them over. */
export type ReportFlags = Interfaces.InferredFlags<typeof reportFlags> & { json?: boolean | undefined };
