/** Decoding on a device: how one is chosen, which arguments reach ffmpeg, and what becomes of a device's faults. */
import { describe, expect, it, test } from 'vitest';
import { chooseDecoder } from '../../../dist/media/choose/choose-decoder.js';
import { findHwaccel, requireHwaccel } from '../../../dist/media/choose/choose-hwaccel.js';
import { listHwaccels } from '../../../dist/media/choose/hwaccel-devices.js';
import { fixFor } from '../../../src/media/choose/choose-hwaccel.js';
import type { ClipFrames } from '../../../src/media/types.js';
import { withEnvironment } from '../../support/environment.js';
import { fixturePath, sha256 } from '../../support/fixtures.js';
import { deviceStandIn, gives, thenFails } from './device-stand-in.js';
import { fakeFfmpeg, FFMPEG, FFPROBE, RAW, testPool } from '../pool-fixture.js';

const CLIP = fixturePath('clips/b-frames.mp4');
const FRAME_BYTES = 160 * 96 * 3;
const WINDOWS = [
  [0, 2, 4],
  [8, 10, 12],
  [16, 18, 20],
  [24, 26, 28],
];

type DigestedClip = Omit<ClipFrames, 'data'> & { data: string };

/** Comparing megabytes element by element takes seconds. */
function digested(clip: ClipFrames): DigestedClip {
  return { ...clip, data: sha256(clip.data) };
}

const devices = await listHwaccels(FFMPEG);
const closed = devices.filter(({ opens }) => !opens);

describe('a device asked for by name', () => {
  it('that this ffmpeg does not know is refused, with those that it knows', async () => {
    await expect(requireHwaccel(FFMPEG, 'warp-drive')).rejects.toMatchObject({
      code: 'NO_HWACCEL',
      message: `${FFMPEG} knows no hardware decoding by the name "warp-drive"; it was built with ${devices.map(({ name }) => name).join(', ') || 'none'}`,
    });
  });

  it.skipIf(closed.length === 0)('that does not open is refused, with the reason and the fix', async () => {
    for (const { name, reason } of closed) {
      expect(reason).toMatch(/\w{3}/);
      await expect(requireHwaccel(FFMPEG, name)).rejects.toMatchObject({
        code: 'NO_HWACCEL',
        message: `--hwaccel ${name}: the device cannot be opened (${reason ?? ''})`,
        hint: fixFor(name, process.platform),
      });
    }
  });

  it('that crashes or complains when it is opened is refused', async () => {
    const opening = async (how: string) => {
      const { path } = deviceStandIn();
      const faulty = fakeFfmpeg(`[ "$2" = -hwaccels ] && exec '${path}' -hwaccels; ${how}`);
      const error = await requireHwaccel(faulty.path, 'vulkan').catch((e: unknown) => e as Error);
      return error instanceof Error ? error.message : '';
    };
    expect(await opening('ulimit -c 0; kill -SEGV $$')).toContain('(ffmpeg crashed (SIGSEGV))');
    expect(await opening("echo '[Vulkan @ 0x1] [error] No devices found .' >&2; exit 1")).toContain(
      '(No devices found)',
    );
    expect(await opening('exit 7')).toContain('(ffmpeg ended with 7)');
  });

  it('is for the ffmpeg command, not for node-av', async () => {
    await expect(chooseDecoder({ decoder: 'native', hwaccel: 'auto' })).rejects.toMatchObject({
      name: 'UsageError',
      code: 'CONTRADICTION',
    });
    withEnvironment({ PATH: '', FFMPEG_PATH: undefined });
    await expect(chooseDecoder({ hwaccel: 'vulkan' })).rejects.toMatchObject({
      code: 'NO_FFMPEG',
      message: expect.stringMatching(
        /^--hwaccel vulkan needs the ffmpeg command: no working ffmpeg/,
      ) as string,
    });
  });

  it('makes the ffmpeg command the decoder, and says so', async () => {
    withEnvironment({ FFPROBE_PATH: FFPROBE });
    const { path } = deviceStandIn();
    const { engine, facts, notice } = await chooseDecoder({ ffmpegPath: path, hwaccel: 'vulkan' });
    expect(engine).toMatchObject({ engine: 'ffmpeg', ffmpegPath: path, hwaccel: 'vulkan' });
    expect(facts).toMatchObject({ engine: 'ffmpeg', hwaccel: 'vulkan' });
    expect(notice).toContain(`decoding on vulkan, by ${path}`);
  });
});

describe('auto', () => {
  it('takes a device that opens and decodes', async () => {
    const { path, runs } = deviceStandIn();
    expect(await findHwaccel(path)).toEqual({ name: 'vulkan' });
    expect(runs().map((run) => run.includes('-init_hw_device'))).toEqual([false, true, false]);
  });

  it('leaves out a device that opens and decodes nothing', async () => {
    const { path } = deviceStandIn(`exec '${FFMPEG}' "$@"`);
    expect(await findHwaccel(path)).toEqual({ reason: 'vulkan: vulkan does not decode its h264' });
  });

  it('without a device is as if it were not asked for, and says why', async () => {
    const { path } = deviceStandIn(`exec '${FFMPEG}' "$@"`);
    withEnvironment({
      FFMPEG_PATH: undefined,
      PATH: path.replace(/\/[^/]*$/, ':/bin'),
      FFPROBE_PATH: FFPROBE,
    });
    const { engine, facts, started, notice } = await chooseDecoder({ hwaccel: 'auto' });
    await started?.stop(new Error('the test is over'));
    expect(engine).toEqual({ engine: 'native' });
    expect(facts.hwaccel).toBeUndefined();
    expect(notice).toContain('decoding in software, since no device decodes here (vulkan: ');
  });
});

describe('on a device', () => {
  const readOne = async (pool = testPool()) =>
    pool.withVideo(CLIP, async (video) => ({
      videoNotes: video.index.notes,
      ...digested(await video.readClip([3, 20], RAW)),
    }));

  async function readWindows(pool = testPool()): Promise<DigestedClip[]> {
    const all: DigestedClip[] = [];
    const clips = pool.streamVideo(CLIP, (video) => video.readClips(WINDOWS, RAW));
    for await (const clip of clips) all.push(digested(clip));
    return all;
  }

  it('frames are asked for before the input, and put into their own format before all else', async () => {
    const { path, runs, filters } = deviceStandIn();
    const pool = testPool({ ffmpegPath: path, hwaccel: 'vulkan' });
    expect(await readOne(pool)).toEqual({ ...(await readOne()), onDevice: true });
    const windows = await readWindows();
    expect(await readWindows(pool)).toEqual(windows.map((clip) => ({ ...clip, onDevice: true })));
    expect(pool.clipCounts).toEqual({ onDevice: 5, inSoftware: 0 });
    const decoding = runs().filter((run) => run.includes('-i'));
    expect(decoding.length).toBe(4);
    for (const run of decoding) {
      expect(run.slice(run.indexOf('-hwaccel'))[1]).toBe('vulkan');
      expect(run.indexOf('-hwaccel')).toBeLessThan(run.indexOf('-i'));
    }
    for (const read of filters())
      expect(read).toMatch(/^select=\S+,scale=in_range=tv:out_range=tv,format=yuv420p,scale=flags/);
    expect(filters().length).toBe(2);
  });

  it.each([
    ['knows nothing of the codec', `exec '${FFMPEG}' "$@"`, 'vulkan does not decode its h264'],
    [
      'complains',
      "echo '[h264 @ 0x1] [error] Failed setup for format vulkan' >&2; exit 1",
      'vulkan does not decode it (Failed setup for format vulkan)',
    ],
    ['crashes', 'ulimit -c 0; kill -SEGV $$', 'ffmpeg crashes with vulkan (SIGSEGV)'],
  ])('that %s, software decodes, and the video says so', async (_what, script, reason) => {
    const pool = testPool({ ffmpegPath: deviceStandIn(script).path, hwaccel: 'vulkan' });
    const videoNotes = [`decoded in software: ${reason}`];
    expect(await readOne(pool)).toEqual({ ...(await readOne()), videoNotes });
    expect(pool.clipCounts).toEqual({ onDevice: 0, inSoftware: 1 });
  });

  it.each([
    ['dies half-way', `'${FFMPEG}' "$@" 2>/dev/null | head -c ${FRAME_BYTES + 100}; exit 1`, ''],
    ['complains', `echo '[x @ 0x1] [error] device lost' >&2; '${FFMPEG}' "$@"`, ': device lost'],
    ['gives too few', gives(1), ''],
  ])('that begins and %s, software decodes the clip', async (_what, script, why) => {
    const { path } = deviceStandIn(thenFails(script));
    const pool = testPool({ ffmpegPath: path, hwaccel: 'vulkan' });
    const { notes, ...clip } = await readOne(pool);
    expect({ ...clip, notes: [] }).toEqual(await readOne());
    expect(notes[0]).toMatch(new RegExp(`^decoded in software: .*${why}`));
  });

  it.each([
    ['dies half-way', `${gives(5)}; exit 1`, /^decoded in software: vulkan failed on it/],
    [
      'loses a frame',
      // The one that is shown at 10 of 25 a second, in ticks of 1/12800 s.
      `sed 's/select=\\(.*\\),showinfo/select=(\\1)*not(eq(pts\\\\,5120)),showinfo/' | '${FFMPEG}' "$@"`,
      /^decoded in software: vulkan failed on it: a frame did not come/,
    ],
    ['crashes', `${gives(4)}; ulimit -c 0; kill -SEGV $$`, /^decoded in software: /],
  ])('that %s inside a pass, software goes on with it', async (_what, script, reason) => {
    const { path } = deviceStandIn(thenFails(script));
    const clips = await readWindows(testPool({ ffmpegPath: path, hwaccel: 'vulkan' }));
    const bare = ({ onDevice: _, notes: __, ...clip }: DigestedClip) => clip;
    expect(clips.map(bare)).toEqual((await readWindows()).map(bare));
    expect(clips[0]).toMatchObject({ onDevice: true, notes: [] });
    expect(clips.at(-1)?.onDevice).toBeUndefined();
    expect(clips.at(-1)?.notes[0]).toMatch(reason);
  });

  it.each([
    ['clips-more/h264.avi', 'its frames have no times to be recognised by'],
    ['clips-more/odd-height.mp4', 'frames of odd size do not come down from a device unchanged'],
  ])('%s is never decoded', async (name, reason) => {
    const { path, runs } = deviceStandIn();
    const pool = testPool({ ffmpegPath: path, hwaccel: 'vulkan' });
    const notes = await pool.withVideo(fixturePath(name), async (video) => {
      await video.readClip([0], RAW);
      return video.index.notes;
    });
    expect(notes).toContain(`decoded in software: ${reason}`);
    expect(runs().flat()).not.toContain('-hwaccel');
  });
});

test('every device that this ffmpeg was built with has a fix of its own on Linux', () => {
  const general = fixFor('unknown', 'linux');
  for (const name of ['vaapi', 'cuda', 'vdpau', 'qsv', 'drm', 'opencl', 'vulkan'])
    expect(fixFor(name, 'linux')).not.toBe(general);
});
