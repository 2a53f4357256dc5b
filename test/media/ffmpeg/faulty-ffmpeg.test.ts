/** Programs that only call themselves ffmpeg and ffprobe: each costs its video, in bounded time and memory. */
import { describe, expect, it } from 'vitest';
import { PacketList } from '../../../src/media/packets/packet-list.js';
import { withEnvironment } from '../../support/environment.js';
import { fixturePath } from '../../support/fixtures.js';
import { familyMark, leftOf, peakOf } from '../../support/process-table.js';
import { fakeFfmpeg, FFMPEG, RAW, testPool } from '../pool-fixture.js';

const CLIP = fixturePath('clips/b-frames.mp4');
/** One that only ffprobe lists. */
const UNLISTED = fixturePath('clips/h264.ts');
const FRAME_BYTES = 160 * 96 * 3;
const MOST_MEBIBYTES = 400;
const TIMEOUT_MS = 1500;

interface Failure {
  name: string;
  code: string;
}

/** What becomes of the video, with nobody left of those that were started for it. */
async function outcome(work: Promise<unknown>, mark: ReturnType<typeof familyMark>): Promise<string> {
  const startMs = performance.now();
  const peak = await peakOf(mark, work);
  expect(peak).toBeLessThan(MOST_MEBIBYTES);
  expect(performance.now() - startMs).toBeLessThan(TIMEOUT_MS + 2500);
  const code = await work.then(
    () => 'fine',
    (error: unknown) => {
      expect(error).toMatchObject({ name: 'VideoError', message: expect.any(String) as string });
      return (error as Failure).code;
    },
  );
  const others = async () =>
    (await leftOf(mark, 0)).filter(({ command }) => !command.includes('decoder-process'));
  await expect.poll(others, { timeout: 2000 }).toEqual([]);
  return code;
}

const FAULTS: [what: string, script: string, single: RegExp, stream: RegExp][] = [
  ['exits with 0 and nothing', 'exit 0', /^NO_FRAMES$/, /^NO_FRAMES$/],
  ['exits with 1 and nothing', 'exit 1', /^NO_FRAMES$/, /^NO_FRAMES$/],
  ['writes a little garbage', 'head -c 1000 /dev/urandom', /^(SIZE_CHANGED|NO_FRAMES)$/, /^NO_FRAMES$/],
  ['writes garbage for ever', 'exec cat /dev/urandom', /^DECODE_FAILED$/, /^DECODE_FAILED$/],
  ['complains for ever', "exec yes '[x @ 0x1] [error] no' >&2", /^TIMEOUT$/, /^TIMEOUT$/],
  ['complains in one line for ever', 'exec cat /dev/zero >&2', /^TIMEOUT$/, /^TIMEOUT$/],
  ['aborts', 'ulimit -c 0; kill -ABRT $$', /^DECODE_FAILED$/, /^DECODE_FAILED$/],
  [
    'stops half-way',
    `'${FFMPEG}' "$@" | head -c ${FRAME_BYTES + 100}`,
    /^(TRUNCATED|SIZE_CHANGED)$/,
    /^(fine|TRUNCATED|DECODE_FAILED)$/,
  ],
  ['does all and does not end', `'${FFMPEG}' "$@"; sleep 60`, /^TIMEOUT$/, /^(TIMEOUT|fine)$/],
  ['does all and fails', `'${FFMPEG}' "$@"; exit 1`, /^fine$/, /^fine$/],
];

describe('an ffmpeg that', () => {
  it.each(FAULTS)('%s', async (_what, script, single, stream) => {
    const mark = familyMark();
    withEnvironment(mark);
    const pool = testPool({ ffmpegPath: fakeFfmpeg(script).path, timeoutMs: TIMEOUT_MS });
    const read = pool.withVideo(CLIP, (video) => video.readClip([0, 20], RAW));
    expect(await outcome(read, mark)).toMatch(single);
    const pass = async () => {
      for await (const _ of pool.streamVideo(CLIP, (video) => video.readClips([[0], [20]], RAW)));
    };
    expect(await outcome(pass(), mark)).toMatch(stream);
    const count = pool.withVideo(CLIP, (video) => video.countDecodable());
    expect(await outcome(count, mark)).toMatch(/^(NO_FRAMES|TIMEOUT|DECODE_FAILED|fine)$/);
  });
});

const PROBE_FAULTS: [what: string, script: string, code: string][] = [
  ['exits with 0 and nothing', 'exit 0', 'NOT_A_VIDEO'],
  ['exits with 1 and nothing', 'exit 1', 'NOT_A_VIDEO'],
  ['writes garbage', 'head -c 100000 /dev/urandom', 'NOT_A_VIDEO'],
  ['writes one line for ever', 'exec cat /dev/zero', 'TIMEOUT'],
  ['complains for ever', 'exec yes no >&2', 'TIMEOUT'],
  ['hangs', 'sleep 60', 'TIMEOUT'],
  ['crashes', 'ulimit -c 0; kill -SEGV $$', 'DECODE_FAILED'],
  [
    'claims frames of no size',
    "echo 'stream|codec_name=h264|time_base=1/90000|width=0|height=0'; echo 'packet|pts=0|flags=K_'; echo 'format|format_name=mpegts'",
    'DECODE_FAILED',
  ],
  [
    'claims frames of any size',
    "echo 'stream|codec_name=h264|time_base=1/90000|width=9999999|height=9999999'; echo 'packet|pts=0|flags=K_'; echo 'format|format_name=mpegts'",
    'TOO_LARGE',
  ],
];

describe('an ffprobe that', () => {
  it.each(PROBE_FAULTS)('%s', async (_what, script, code) => {
    const mark = familyMark();
    withEnvironment(mark);
    const pool = testPool({ ffprobePath: fakeFfmpeg(script, 'ffprobe').path, timeoutMs: TIMEOUT_MS });
    const read = pool.withVideo(UNLISTED, (video) => video.readClip([0], RAW));
    expect(await outcome(read, mark)).toBe(code);
  });
});

it('a list of packets has an end', () => {
  const list = new PacketList();
  const packet = { pts: 0, dts: 0, duration: 1, isKey: true, isDiscarded: true };
  const fill = () => {
    for (;;) list.addPacket(packet);
  };
  expect(fill).toThrow(expect.objectContaining({ name: 'VideoError', code: 'TOO_LARGE' }) as Error);
  expect(list.packetCount).toBe(10_000_000);
});
