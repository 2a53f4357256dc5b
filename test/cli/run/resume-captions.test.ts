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

const args = (output: string, ...more: string[]): string[] => [
  'tag',
  fixturePath('clips/carphone-distorted.mp4'),
  ...['--model', fixturePath('checkpoints/base')],
  ...['--label', 'a > b & c', '--label', 'dancing', '--every', '0.02'],
  ...['-o', output, ...more],
];

test.each(['tags.vtt', 'tags.srt'])(
  'tag --resume completes %s that SIGKILL cut, to the byte',
  async (output) => {
    const [uncut, folder] = [tempFolder(), tempFolder()];
    await runHere(args(output), { cwd: uncut });
    const whole = statSync(join(uncut, output)).size;
    const random = seeded(7);
    for (let kill = 0; kill < KILLS; kill++) {
      // Amid the cues; the second time, of a run that was resumed.
      const moment = {
        file: join(folder, output),
        sizeBytes: Math.floor((0.2 + random() / 2) * whole),
        thenMs: 0,
      };
      const cut = await killCli(args(output, '--resume'), { cwd: folder, moment });
      expect(cut.killed).toBe(true);
      expect(statSync(join(folder, output)).size).toBeLessThan(whole);
    }
    const { status, stderr } = await runHere(args(output, '--resume'), { cwd: folder });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr.match(/of a video left unfinished, are cut off/g)).toHaveLength(1);
    expectSame(folder, uncut, output);
    const before = readFileSync(join(folder, output), 'utf8');
    await runHere(args(output, '--resume'), { cwd: folder });
    expect(readFileSync(join(folder, output), 'utf8')).toBe(before);
    // A header, or nothing after the last cue.
    expect(before.split('\n\n').length).toBe(121);
  },
);
