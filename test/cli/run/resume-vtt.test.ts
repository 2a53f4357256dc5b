/** Captions belong to one video: a run of them is finished or begun again, and its file is never half of it. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import { killCli, KILLS } from '../../support/kill-cli.js';
import { expectSame } from '../../support/resume-files.js';
import { runHere } from '../../support/run-here.js';
import { seeded } from '../../support/seeded.js';
import { tempFolder } from '../../support/temp-folder.js';

const OUTPUT = 'tags.vtt';

const args = (...more: string[]): string[] => [
  'tag',
  fixturePath('clips/carphone-distorted.mp4'),
  ...['--model', fixturePath('checkpoints/base')],
  ...['--label', 'a > b & c', '--label', 'dancing', '--every', '0.02'],
  ...['-o', OUTPUT, ...more],
];

test('tag --resume completes captions that SIGKILL cut, to the byte', async () => {
  const [uncut, folder] = [tempFolder(), tempFolder()];
  await runHere(args(), { cwd: uncut });
  const whole = statSync(join(uncut, OUTPUT)).size;
  const random = seeded(7);
  for (let kill = 0; kill < KILLS; kill++) {
    // Amid the cues; the second time, of a run that was resumed.
    const moment = {
      file: join(folder, OUTPUT),
      sizeBytes: Math.floor((0.2 + random() / 2) * whole),
      thenMs: 0,
    };
    const cut = await killCli(args('--resume'), { cwd: folder, moment });
    expect(cut.killed).toBe(true);
    expect(statSync(join(folder, OUTPUT)).size).toBeLessThan(whole);
  }
  const { status, stderr } = await runHere(args('--resume'), { cwd: folder });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stderr.match(/of a video left unfinished, are cut off/g)).toHaveLength(1);
  expectSame(folder, uncut, OUTPUT);
  const before = readFileSync(join(folder, OUTPUT), 'utf8');
  await runHere(args('--resume'), { cwd: folder });
  expect(readFileSync(join(folder, OUTPUT), 'utf8')).toBe(before);
  expect(before.split('\n\n').length).toBe(121);
});
