/** A file never makes a decoder open another one, nor the network, unless that is asked for; the network not even then. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEFAULT_RULES } from '../../src/media/input-rules.js';
import { fixturePath } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';
import type { DecoderPool } from '../../dist/media/pool/decoder-pool.js';
import { ENGINES, testPool, type EngineName } from './pool-fixture.js';

interface Trap {
  folder: string;
  url: string;
  requests: string[];
}

/** A folder with a real video that nobody names on the command line, and a server with the same one. */
async function setTrap(): Promise<Trap> {
  const folder = tempFolder();
  copyFileSync(fixturePath('clips/h264.ts'), join(folder, 'secret.ts'));
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { folder, url: `http://127.0.0.1:${port}/secret.ts`, requests };
}

const hls = (target: string): string =>
  [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-TARGETDURATION:10',
    '#EXTINF:1.6,',
    target,
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');

const keyed = (target: string): string =>
  hls('secret.ts').replace('#EXTINF', `#EXT-X-KEY:METHOD=AES-128,URI="${target}"\n#EXTINF`);

const concat = (target: string): string => `ffconcat version 1.0\nfile '${target}'\n`;

const dash = (target: string): string => `<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">
<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1000"><BaseURL>${target}</BaseURL></Representation></AdaptationSet></Period></MPD>
`;

const sdp =
  'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n';

const vobsub =
  '# VobSub index file, v7 (do not modify this line!)\nid: en, index: 0\ntimestamp: 00:00:00:000, filepos: 000000000\n';

const CASES: [name: string, text: (target: string) => string][] = [
  ['list.m3u8', hls],
  ['list.mp4', hls],
  ['list.ts', hls],
  ['keyed.m3u8', keyed],
  ['list.ffconcat', concat],
  ['concat.mp4', concat],
  ['plain-concat.txt', (target) => `file '${target}'\n`],
  ['manifest.mpd', dash],
  ['manifest.mp4', dash],
  ['session.sdp', () => sdp],
  ['session.mp4', () => sdp],
  ['subtitles.idx', () => vobsub],
  ['reference.asx', (target) => `<asx version="3.0"><entry><ref href="${target}"/></entry></asx>\n`],
  ['reference.mp4', (target) => `[Reference]\nRef1=${target}\n`],
  ['script.avs', (target) => `DirectShowSource("${target}")\n`],
];

function poolOf(engine: EngineName, allowPlaylists: boolean): DecoderPool {
  return testPool({ engine, timeoutMs: 20_000, rules: { ...DEFAULT_RULES, allowPlaylists } });
}

function frameCount(pool: DecoderPool, path: string): Promise<number> {
  return pool.withVideo(path, async (video) => {
    await video.readClip([0], { resize: undefined, crop: undefined, resample: 'bilinear' });
    return video.index.frameCount;
  });
}

describe.each(ENGINES)('%s opens nothing that a file names', (engine) => {
  it.each(CASES)('%s', async (name, text) => {
    const { folder, url, requests } = await setTrap();
    const pool = poolOf(engine, false);
    const path = join(folder, name);
    const targets = ['secret.ts', join(folder, 'secret.ts'), `file:${join(folder, 'secret.ts')}`, url];
    for (const target of [...targets, 'concat:secret.ts|secret.ts', 'data:video/mp2t;base64,AAAA']) {
      writeFileSync(path, text(target));
      await expect(frameCount(pool, path)).rejects.toMatchObject({
        name: 'VideoError',
        code: 'NOT_A_VIDEO',
      });
    }
    expect(requests).toEqual([]);
  });

  it('as a pattern of file names', async () => {
    const { folder } = await setTrap();
    for (const name of ['frame001.png', 'frame%03d.png', 'frame*.png'])
      copyFileSync(fixturePath('clips/still.mp4'), join(folder, name));
    await expect(frameCount(poolOf(engine, false), join(folder, 'frame%03d.png'))).rejects.toMatchObject({
      code: 'NOT_A_VIDEO',
    });
  });
});

describe.each(ENGINES)('%s under --allow-playlists', (engine) => {
  it.each([
    ['list.m3u8', hls],
    ['list.ffconcat', concat],
  ])('reads what %s names', async (name, text) => {
    const { folder } = await setTrap();
    const path = join(folder, name);
    writeFileSync(path, text('secret.ts'));
    expect(await frameCount(poolOf(engine, true), path)).toBe(
      await frameCount(poolOf(engine, false), join(folder, 'secret.ts')),
    );
  });

  it.each([
    ['list.m3u8', hls],
    ['keyed.m3u8', keyed],
    ['list.ffconcat', concat],
    ['manifest.mpd', dash],
  ])('leaves the network alone: %s', async (name, text) => {
    const { folder, url, requests } = await setTrap();
    const path = join(folder, name);
    writeFileSync(path, text(url));
    await expect(frameCount(poolOf(engine, true), path)).rejects.toMatchObject({ name: 'VideoError' });
    expect(requests).toEqual([]);
  });
});
