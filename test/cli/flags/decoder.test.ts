/** Who decodes: what `--decoder` takes, what is said of it, and that nothing but node-av is needed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FFMPEG, FFPROBE } from '../../media/pool-fixture.js';
import { fixturePath, readReference } from '../../support/fixtures.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const MODEL = ['--model', fixturePath('checkpoints/base')];
const LABELS = ['--label', 'dancing', '--label', 'cooking'];
const CLIP = fixturePath('clips/five-frames.mp4');
/** No program is found, and none is named. */
const NO_PROGRAMS = { PATH: '', FFMPEG_PATH: '', FFPROBE_PATH: '' };
const NAMED = { FFMPEG_PATH: FFMPEG, FFPROBE_PATH: FFPROBE };
const WITHOUT_NODE_AV = { AV_FROM_SOURCE: '1' };

interface Run {
  decoder: { engine: string; version: string; path?: string };
  settings: Record<string, unknown>;
  counts: { ok: number; failed: number };
}

interface Reference {
  decoded_frames: number;
  error: string | null;
}

describe('a machine without any ffmpeg', () => {
  test('tags every readable clip', async () => {
    const output = join(tempFolder(), 'out.jsonl');
    const folders = ['clips', 'clips-more'].map((name) => fixturePath(name));
    const { stderr } = await runHere(
      ['tag', ...folders, ...MODEL, ...LABELS, '--ext', EXTENSIONS, '-o', output],
      {
        env: NO_PROGRAMS,
      },
    );
    const tagged = new Set(lines(output).map(({ video }) => video));
    const missing = readable().filter((path) => !tagged.has(path));
    expect(missing, stderr).toEqual([]);
    expect(runOf(output).decoder).toEqual({
      engine: 'native',
      version: expect.stringMatching(/\(node-av \d/) as string,
    });
  });

  test('and without node-av says both', async () => {
    const result = await runHere(['tag', CLIP, ...MODEL, ...LABELS], {
      env: { ...NO_PROGRAMS, ...WITHOUT_NODE_AV },
    });
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(/no working ffmpeg was found, and the native decoder cannot be used/);
  });
});

describe('--decoder', () => {
  test.each(['tag', 'embed'])('ffmpeg is named in the report of %s', async (command) => {
    const output = join(tempFolder(), 'out.jsonl');
    const labels = command === 'tag' ? LABELS : [];
    const args = [command, CLIP, ...MODEL, ...labels, '--decoder', 'ffmpeg', '-o', output, '--json'];
    const { status, stdout } = await runHere(args, { env: NAMED });
    expect(status).toBe(0);
    for (const report of [JSON.parse(stdout) as Run, runOf(output)]) {
      expect(report.decoder).toEqual({
        engine: 'ffmpeg',
        path: FFMPEG,
        version: expect.any(String) as string,
      });
      expect(report.settings.decoder).toBe('ffmpeg');
    }
  });

  test('native that does not load is an error, never another engine in silence', async () => {
    const output = join(tempFolder(), 'out.jsonl');
    const args = ['tag', CLIP, ...MODEL, ...LABELS, '--decoder', 'native', '-o', output];
    const result = await runHere(args, { env: { ...NAMED, ...WITHOUT_NODE_AV } });
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(
      /native decoder cannot be used: .*npm install .*node-av@.*--decoder ffmpeg/s,
    );
    expect(existsSync(output)).toBe(false);
  });

  test('native beside --ffmpeg is a contradiction', async () => {
    const args = ['tag', CLIP, ...MODEL, ...LABELS, '--decoder', 'native', '--ffmpeg', FFMPEG];
    expect(await runHere(args)).toMatchObject({ status: 2, stdout: '' });
  });

  test('gives the same records by either engine', async () => {
    const clips = ['b-frames.mp4', 'h264.ts', 'vp9.webm', 'palette.gif'].map((name) =>
      fixturePath(`clips/${name}`),
    );
    const tagWith = async (decoder: string) =>
      (await runHere(['tag', ...clips, ...MODEL, ...LABELS, '--decoder', decoder], { env: NAMED })).stdout;
    expect(await tagWith('native')).toBe(await tagWith('ffmpeg'));
  });
});

const EXTENSIONS =
  'mp4,mov,mkv,webm,avi,ts,m2ts,mpg,vob,flv,wmv,asf,3gp,ogv,mxf,ivf,nut,gif,apng,y4m,h264,hevc,mjpeg';

/** Paths of the clips that PyAV reads as videos. */
function readable(): string[] {
  const inFolder = (folder: string, table: string): string[] =>
    Object.entries(readReference(table) as Record<string, Reference>)
      .filter(
        ([name, { error, decoded_frames }]) => error === null && decoded_frames > 0 && name !== 'still.mp4',
      )
      .map(([name]) => fixturePath(`${folder}/${name}`));
  return [...inFolder('clips', 'frames.json'), ...inFolder('clips-more', 'frames-more.json')];
}

function lines(path: string): { video: string }[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { video: string });
}

function runOf(output: string): Run {
  return JSON.parse(readFileSync(`${output}.run.json`, 'utf8')) as Run;
}
