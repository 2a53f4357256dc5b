/** Inside a native decoder process: files too long to keep their packets, and passes that are left while they run. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Frame } from 'node-av/lib';
import { afterEach, describe, expect, it } from 'vitest';
import { decodePass } from '../../../dist/media/native/decode-pass.js';
import { openNativeVideo } from '../../../dist/media/native/native-video.js';
import { openVideo } from '../../../dist/media/native/open-video.js';
import type { ReadableVideo } from '../../../dist/media/readable-video.js';
import type { StreamedClip } from '../../../src/media/types.js';
import { fixturePath, readReference, sha256 } from '../../support/fixtures.js';
import { tempFolder } from '../../support/temp-folder.js';
import { digestsOf, type ReferenceFrames } from '../frame-digests.js';
import { FFMPEG, RAW } from '../pool-fixture.js';

let video: ReadableVideo | undefined;
afterEach(() => {
  video?.close();
  video = undefined;
});

function tableOf(folder: string, reference: string): [string, ReferenceFrames][] {
  return Object.entries(readReference(reference) as Record<string, ReferenceFrames>)
    .filter(
      ([name, { error, decoded_frames }]) => error === null && decoded_frames > 0 && name !== 'still.mp4',
    )
    .map(([name, frames]) => [`${folder}/${name}`, frames]);
}

const CLIPS = [...tableOf('clips', 'frames.json'), ...tableOf('clips-more', 'frames-more.json')];

async function take(opened: ReadableVideo, clips: readonly (readonly number[])[]): Promise<StreamedClip[]> {
  const source = opened.streamClips(clips, RAW);
  const taken = [];
  for (let clip = await source.next(); clip !== undefined; clip = await source.next()) taken.push(clip);
  return taken;
}

describe('a file too long to keep its packets is read again, and gives PyAV’s frames after every seek', () => {
  it.each(CLIPS)('%s', async (name, { decoded_frames, rgb24_sha256_16 }) => {
    video = await openVideo(fixturePath(name), { mostKeptBytes: 0 });
    const [middle, last] = [decoded_frames >> 1, decoded_frames - 1];
    for (const window of [[last], [middle, last], [0, middle], [Math.max(0, middle - 3)]]) {
      const clip = await video.readClip(window, RAW);
      expect(digestsOf(clip, window.length)).toEqual(window.map((i) => rgb24_sha256_16[i]));
      expect(clip.notes).toEqual([]);
    }
    const singles = [0, middle, last].filter((frame, i, all) => all.indexOf(frame) === i);
    const clips = await take(
      video,
      singles.map((frame) => [frame]),
    );
    expect(clips.map(({ data }) => sha256(data).slice(0, 16))).toEqual(
      singles.map((i) => rgb24_sha256_16[i]),
    );
  });
});

it('a pass leaps over groups of pictures that hold no wanted frame, to the same frames', async () => {
  const path = join(tempFolder(), 'groups.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc=duration=4:size=160x96:rate=25', '-pix_fmt', 'yuv420p'];
  execFileSync(FFMPEG, ['-v', 'error', ...source, '-c:v', 'libx264', '-g', '10', path]);
  const opened = await openNativeVideo(path);
  const frames = [5, 57, 95];
  const passes = [];
  for (const by of ['seek', 'count'] as const) {
    const digests: string[] = [];
    const onFrame = (frame: Frame): void => void digests.push(sha256(frame.toBuffer()));
    passes.push({ ...(await decodePass(opened, { frames, by, onFrame })), digests });
  }
  opened.feed.close();
  const [leaping, straight] = passes;
  expect(leaping?.digests).toEqual(straight?.digests);
  expect(straight?.decodedCount).toBe(96);
  // Three groups of ten, and what the decoder holds back when the next one is known.
  expect(leaping?.decodedCount).toBeLessThan(40);
});

it('a pass may be left at any point, and its video closed at once', async () => {
  for (let round = 0; round < 30; round++) {
    const opened = await openVideo(fixturePath('clips/bigbuckbunny.mp4'));
    const stream = opened.streamClips(
      Array.from({ length: 30 }, (_, i) => [i]),
      RAW,
    );
    for (let taken = 0; taken < round % 5; taken++) await stream.next();
    if (round % 3 > 0) await new Promise((resolve) => setTimeout(resolve, round % 11));
    stream.stop();
    opened.close();
  }
  video = await openVideo(fixturePath('clips/five-frames.mp4'));
  expect((await video.readClip([4], RAW)).notes).toEqual([]);
});
