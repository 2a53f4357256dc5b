/** `--hwaccel`: refused with the reason, never passed over in silence, and part of what a run is. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { deviceStandIn } from '../../media/choose/device-stand-in.js';
import { FFMPEG, FFPROBE } from '../../media/pool-fixture.js';
import { fixturePath } from '../../support/fixtures.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const CLIP = fixturePath('clips/b-frames.mp4');
/** No frames of odd size come down from a device. */
const ODD = fixturePath('clips-more/odd-height.mp4');
const TAG = [
  'tag',
  CLIP,
  '--model',
  'tiny-shapes',
  '--label',
  'a red circle growing',
  '--label',
  'a blue square growing',
];
const NO_DEVICE = `exec '${FFMPEG}' "$@"`;

const env = { FFPROBE_PATH: FFPROBE, FFMPEG_PATH: '' };

interface Run {
  decoder: { engine: string; hwaccel?: unknown };
  settings: { hwaccel: string };
}

function runOf(output: string): Run {
  return JSON.parse(readFileSync(`${output}.run.json`, 'utf8')) as Run;
}

test.each(['tag', 'embed', 'bench'])(
  'a device that %s cannot have ends it before it begins',
  async (command) => {
    const output = join(tempFolder(), 'out.jsonl');
    const labels = command === 'tag' ? ['--label', 'a', '--label', 'b'] : [];
    const into = command === 'bench' ? [] : ['-o', output];
    const args = [
      command,
      CLIP,
      '--model',
      'tiny-shapes',
      ...labels,
      '--hwaccel',
      'warp',
      '--ffmpeg',
      FFMPEG,
    ];
    const { status, stdout, stderr } = await runHere([...args, ...into, '--json'], { env });
    expect(status, stderr).toBe(1);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string; hint: string } };
    expect(error.code).toBe('NO_HWACCEL');
    expect(error.message).toContain(`${FFMPEG} knows no hardware decoding by the name "warp"`);
    expect(error.hint).toContain('leave --hwaccel out');
    expect(existsSync(output)).toBe(false);
  },
);

test('auto without a device gives the output of none, and one line more on stderr', async () => {
  const PATH = `${dirname(deviceStandIn(NO_DEVICE).path)}:/bin:/usr/bin`;
  const without = await runHere([...TAG, '--format', 'jsonl'], { env: { ...env, PATH } });
  const auto = await runHere([...TAG, '--format', 'jsonl', '--hwaccel', 'auto'], { env: { ...env, PATH } });
  expect(auto.status, auto.stderr).toBe(0);
  expect(auto.stdout).toBe(without.stdout);
  expect(without.stderr).toBe('');
  expect(auto.stderr).toMatch(/^xclip: --hwaccel auto: decoding in software, since .*\n$/);
});

test('a device is named in the run file, with what it left to software', async () => {
  const output = join(tempFolder(), 'out.jsonl');
  const { path } = deviceStandIn();
  const args = [...TAG, ODD, '--hwaccel', 'vulkan', '--ffmpeg', path, '-o', output];
  const { status, stderr } = await runHere(args, { env });
  expect(status, stderr).toBe(0);
  expect(runOf(output)).toMatchObject({
    decoder: {
      engine: 'ffmpeg',
      path,
      hwaccel: { name: 'vulkan', clips_on_device: 1, clips_in_software: 1 },
    },
    settings: { hwaccel: 'vulkan' },
  });
  expect(stderr).toContain(`decoding on vulkan, by ${path}`);
  expect(stderr).toContain('1 of 2 clips were not decoded on vulkan but in software');
  const records = readFileSync(output, 'utf8').trim().split('\n');
  const noted = records.filter((line) => line.includes('decoded in software: frames of odd size'));
  expect(noted.length).toBe(1);
  expect(noted[0]).toContain('odd-height.mp4');
});

test.each(['tag', 'embed'])('%s is resumed on the same device only', async (command) => {
  const output = join(tempFolder(), 'out.jsonl');
  const { path } = deviceStandIn();
  const base = command === 'tag' ? TAG : ['embed', CLIP, '--model', 'tiny-shapes'];
  const args = [...base, '--ffmpeg', path, '-o', output];
  expect((await runHere([...args, '--hwaccel', 'vulkan'], { env })).status).toBe(0);
  const before = readFileSync(output, 'utf8');
  const { status, stderr } = await runHere([...args, '--resume'], { env });
  expect(status).toBe(1);
  expect(stderr).toContain('decoder.hwaccel was "vulkan", is not set');
  const again = await runHere([...args, '--resume', '--hwaccel', 'vulkan'], { env });
  expect(again.status, again.stderr).toBe(0);
  expect(readFileSync(output, 'utf8')).toBe(before);
});

test('a run without devices is not resumed on one', async () => {
  const output = join(tempFolder(), 'out.jsonl');
  expect((await runHere([...TAG, '-o', output], { env })).status).toBe(0);
  expect(runOf(output).decoder.hwaccel).toBeUndefined();
  const PATH = `${dirname(deviceStandIn().path)}:/bin:/usr/bin`;
  const args = [...TAG, '-o', output, '--resume', '--hwaccel', 'auto'];
  const { status, stderr } = await runHere(args, { env: { ...env, PATH } });
  expect(status).toBe(1);
  expect(stderr).toContain('decoder.hwaccel was not set, is "vulkan"');
});
