/** A checkpoint's folder whose JSON files are none: refused by code, before anything waits or fills memory. */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixturePath } from '../support/fixtures.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

/** What takes the place of a file. */
const STAND_INS: Record<string, { make: (path: string) => void; code: string; says: RegExp }> = {
  'a FIFO': {
    make: (path) => execFileSync('mkfifo', [path]),
    code: 'UNREADABLE_CHECKPOINT',
    says: /^cannot read .*: it is not a regular file$/,
  },
  'a device without end': {
    make: (path) => symlinkSync('/dev/zero', path),
    code: 'UNREADABLE_CHECKPOINT',
    says: /^cannot read .*: it is not a regular file$/,
  },
  'a terabyte of nothing': {
    make: (path) => {
      execFileSync('touch', [path]);
      truncateSync(path, 2 ** 40);
    },
    code: 'BROKEN_CHECKPOINT',
    says: /is larger than any .*\.json of an X-CLIP checkpoint$/,
  },
};

describe.skipIf(process.platform === 'win32').each(Object.entries(STAND_INS))(
  '%s',
  (_name, { make, code, says }) => {
    test.each([
      ['base', 'config.json'],
      ['base', 'preprocessor_config.json'],
      ['base', 'tokenizer.json'],
      ['base', 'tokenizer_config.json'],
    ])('in the place of %s/%s', async (checkpoint, name) => {
      const folder = join(tempFolder(), 'model');
      cpSync(fixturePath(`checkpoints/${checkpoint}`), folder, { recursive: true });
      rmSync(join(folder, name));
      make(join(folder, name));
      const clip = fixturePath('clips/five-frames.mp4');
      // A process of its own, which can be ended if it waits for who writes into the FIFO.
      const { status, stdout } = await runCli([
        'tag',
        clip,
        '--label',
        'a',
        '--label',
        'b',
        '--model',
        folder,
        '-o',
        join(folder, 'out.csv'),
        '--json',
      ]);
      expect(JSON.parse(stdout)).toMatchObject({
        error: { code, message: expect.stringMatching(says) as string },
      });
      expect(status).toBe(1);
    });
  },
);

test.skipIf(process.platform === 'win32')(
  'a FIFO that the model does not need is not waited for',
  async () => {
    const folder = join(tempFolder(), 'model');
    cpSync(fixturePath('checkpoints/base'), folder, { recursive: true });
    execFileSync('mkfifo', [join(folder, 'vocab.json')]);
    const clip = fixturePath('clips/five-frames.mp4');
    const { status, stderr } = await runCli([
      'tag',
      clip,
      '--label',
      'a',
      '--model',
      folder,
      '-o',
      join(folder, 'out.csv'),
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  },
);
