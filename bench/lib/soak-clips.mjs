/** A folder of many videos of which some are broken, in several ways. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, linkSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './places.mjs';

const GOOD = join(ROOT, 'examples/clips');
const AUDIO_ONLY = join(ROOT, 'test/fixtures/clips/audio-only.mp4');

/** What each broken file holds, and the code that it must fail with; none where frames are left to tag. */
const BROKEN = [
  { kind: 'empty', code: 'EMPTY_FILE', bytes: () => Buffer.alloc(0) },
  { kind: 'text', code: 'NOT_A_VIDEO', bytes: () => readFileSync(join(ROOT, 'README.md')) },
  { kind: 'noise', code: 'NOT_A_VIDEO', bytes: () => randomBytes(5000) },
  { kind: 'audio', code: 'NO_VIDEO_STREAM', bytes: () => readFileSync(AUDIO_ONLY) },
  {
    kind: 'cut-in-moov',
    code: 'NOT_A_VIDEO',
    bytes: (clip) => clip.subarray(0, startOf(clip, 'moov') + 500),
  },
  {
    kind: 'cut-in-first-frame',
    code: 'NO_FRAMES',
    bytes: (clip) => clip.subarray(0, startOf(clip, 'mdat') + 50),
  },
  { kind: 'cut-in-mdat', code: undefined, bytes: (clip) => clip.subarray(0, Math.floor(clip.length * 0.7)) },
];

/**
 * @param {string} folder to be made
 * @param {{ count: number, brokenShare: number }} options
 * @returns what must come of each: its file's name → the code of its failure, or undefined
 */
export function makeSoakClips(folder, { count, brokenShare }) {
  const sources = `${folder}-sources`;
  mkdirSync(folder);
  mkdirSync(sources);
  const good = readdirSync(GOOD).sort();
  for (const name of good) copyFileSync(join(GOOD, name), join(sources, name));
  const clip = readFileSync(join(GOOD, good[0]));
  for (const { kind, bytes } of BROKEN) writeFileSync(join(sources, kind), bytes(clip));

  const codes = new Map();
  let brokenCount = 0;
  for (let i = 0; i < count; i++) {
    const name = `${String(i).padStart(7, '0')}.mp4`;
    const isBroken = Math.floor((i + 1) * brokenShare) > brokenCount;
    const wound = isBroken ? BROKEN[brokenCount++ % BROKEN.length] : undefined;
    linkSync(join(sources, wound?.kind ?? good[i % good.length]), join(folder, name));
    codes.set(name, wound?.code);
  }
  return codes;
}

/** Where a box begins. */
function startOf(clip, type) {
  return clip.indexOf(type, 0, 'latin1') - 4;
}
