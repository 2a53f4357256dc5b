import { describe, expect, it } from 'vitest';
import { onTestFinished } from 'vitest';
import {
  chooseDecoder,
  type ChosenDecoder,
  type DecoderChoice,
} from '../../../dist/media/choose/choose-decoder.js';
import { createDecoderPool } from '../../../dist/media/pool/decoder-pool.js';
import { explainLoadFailure } from '../../../src/media/choose/native-support.js';
import { fixturePath } from '../../support/fixtures.js';
import { withEnvironment } from '../../support/environment.js';
import { FFMPEG, FFPROBE, RAW } from '../pool-fixture.js';

/** node-av's own switch to look for a build made here, of which there is none. */
const WITHOUT_NODE_AV = { AV_FROM_SOURCE: '1' };
const NO_FFMPEG = { PATH: '', FFMPEG_PATH: undefined, FFPROBE_PATH: undefined };
const FFMPEG_NAMED = { FFMPEG_PATH: FFMPEG, FFPROBE_PATH: FFPROBE };

async function choose(choice: DecoderChoice): Promise<ChosenDecoder> {
  const chosen = await chooseDecoder(choice);
  onTestFinished(() => chosen.started?.stop(new Error('the test is over')));
  return chosen;
}

describe('chooseDecoder', () => {
  it('takes node-av where it loads, without looking for an ffmpeg', async () => {
    withEnvironment(NO_FFMPEG);
    const { facts, engine } = await choose({});
    expect(engine).toEqual({ engine: 'native' });
    expect(facts).toEqual({
      engine: 'native',
      version: expect.stringMatching(/^8\.\d\S* \(node-av 6\.1\.1\)$/) as string,
    });
  });

  it('hands over the process that showed it', async () => {
    withEnvironment(NO_FFMPEG);
    const { engine, started } = await chooseDecoder({});
    const pool = createDecoderPool({ engine, started, size: 1, timeoutMs: 60_000 });
    const clip = await pool.withVideo(fixturePath('clips/five-frames.mp4'), (video) =>
      video.readClip([4], RAW),
    );
    expect(clip.data.length).toBe(160 * 96 * 3);
    expect(started?.isAlive).toBe(true);
    await pool.close();
    expect(started?.isAlive).toBe(false);
  });

  it('takes the ffmpeg that is named', async () => {
    withEnvironment({ FFPROBE_PATH: FFPROBE });
    const { facts } = await choose({ ffmpegPath: FFMPEG });
    expect(facts).toMatchObject({ engine: 'ffmpeg', path: FFMPEG });
  });

  it.each(['auto', 'ffmpeg'] as const)('takes the ffmpeg of FFMPEG_PATH for %s', async (decoder) => {
    withEnvironment(FFMPEG_NAMED);
    const { facts } = await choose({ decoder });
    expect(facts).toEqual({ engine: 'ffmpeg', path: FFMPEG, version: expect.any(String) as string });
  });

  it('takes node-av by name, whatever the environment says', async () => {
    withEnvironment(FFMPEG_NAMED);
    expect((await choose({ decoder: 'native' })).facts.engine).toBe('native');
  });

  it('refuses a named ffmpeg beside --decoder native', async () => {
    await expect(choose({ decoder: 'native', ffmpegPath: FFMPEG })).rejects.toMatchObject({
      name: 'UsageError',
      code: 'CONTRADICTION',
    });
  });
});

describe('where node-av does not load', () => {
  it('native by name is an error, with the reason and what to do', async () => {
    withEnvironment(WITHOUT_NODE_AV);
    await expect(choose({ decoder: 'native' })).rejects.toMatchObject({
      name: 'XclipError',
      code: 'NO_NATIVE_DECODER',
      message: expect.stringMatching(/^the native decoder cannot be used: node-av.* does not load/) as string,
      hint: expect.stringMatching(/^npm install .*node-av@6\.1\.1, or use --decoder ffmpeg/) as string,
    });
  });

  it('auto takes the ffmpeg command', async () => {
    withEnvironment({ ...WITHOUT_NODE_AV, PATH: '', ...FFMPEG_NAMED, FFMPEG_PATH: undefined });
    const choice = choose({ env: { PATH: FFMPEG.replace(/\/[^/]*$/, ''), FFPROBE_PATH: FFPROBE } });
    expect((await choice).facts.engine).toBe('ffmpeg');
  });

  it('auto without any ffmpeg tells both reasons', async () => {
    withEnvironment({ ...WITHOUT_NODE_AV, ...NO_FFMPEG });
    await expect(choose({})).rejects.toMatchObject({
      code: 'NO_FFMPEG',
      message: expect.stringMatching(
        /^no working ffmpeg was found.*, and the native decoder cannot be used: /,
      ) as string,
    });
  });
});

describe('explainLoadFailure', () => {
  const here = { platform: 'linux', arch: 'x64', isMusl: false };

  it.each([
    [
      here,
      "Cannot find package 'node-av' imported from a.js",
      /optional dependency, is not installed/,
      /^npm i/,
    ],
    [
      here,
      'Could not load the node-av native binding for linux-x64.\nErrors:\n  Platform package not found or loading failed: Error: Cannot find module',
      /node-av's build for linux-x64 does not load \(Platform package not found/,
      /^npm install --include=optional --os=linux --cpu=x64 node-av@/,
    ],
    [here, "libm.so.6: version `GLIBC_2.38' not found", /it needs GLIBC_2\.38/, /--decoder ffmpeg/],
    [{ ...here, isMusl: true }, 'anything', /no build for musl/, /apk add ffmpeg/],
    [{ ...here, arch: 'riscv64' }, 'anything', /no build for linux-riscv64/, /--decoder ffmpeg/],
  ])('%j, %s', (machine, reason, message, hint) => {
    const explained = explainLoadFailure(reason, machine);
    expect(explained.message).toMatch(message);
    expect(explained.hint).toMatch(hint);
  });
});
