/** Where the system lets a process have little: a sentence that names the limit, or a run that is right. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addressHint, limitOf, requireAddresses, requireOpenFiles } from '../dist/process-limits.js';
import { fixturePath, ROOT } from './support/fixtures.js';
import { withoutDevice } from './support/run-cli.js';
import { tempFolder } from './support/temp-folder.js';

const RUN = join(ROOT, 'bin/run.js');
const TAG = [
  'tag',
  fixturePath('clips/bikes.mp4'),
  '--model',
  fixturePath('checkpoints/base'),
  '--label',
  'a',
  '--label',
  'b',
];

/** A command of node's under limits of the shell's. */
function limited(
  limits: string,
  args: readonly string[],
): { status: number | null; stdout: string; stderr: string } {
  const script = `${limits}; exec "$0" "$@"`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stdout, stderr: withoutDevice(stderr) };
}

const FEW_FILES = 'a process may open no more than 40 files here, and a run needs 96';

describe.skipIf(!existsSync('/proc/self/limits'))('ulimit -n 40', () => {
  test.each([['tag'], ['embed'], ['doctor'], ['models', 'list']])('%s says so', (...command) => {
    expect(limited('ulimit -n 40', [RUN, ...command, ...(command[0] === 'tag' ? TAG.slice(1) : [])])).toEqual(
      {
        status: 1,
        stdout: '',
        stderr: `xclip: ${FEW_FILES}; raise the limit: ulimit -n 1024\n`,
      },
    );
  });

  test('says so under --json', () => {
    const out = join(tempFolder(), 'out.csv');
    const { status, stdout, stderr } = limited('ulimit -n 40', [RUN, ...TAG, '--json', '-o', out]);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'FILE_LIMIT', message: FEW_FILES, hint: 'raise the limit: ulimit -n 1024' },
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(existsSync(out)).toBe(false);
  });

  test.each([['--help'], ['tag', '--help'], ['--version']])('is enough for %s', (...args) => {
    expect(limited('ulimit -n 40', [RUN, ...args])).toMatchObject({ status: 0, stderr: '' });
  });

  test('as many as a run asks for are enough for it, with many decoders', () => {
    const { status, stderr } = limited('ulimit -n 96', [RUN, ...TAG, '--decoders', '32']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe.skipIf(!existsSync('/proc/self/limits'))('ulimit -v', () => {
  const unlimited = limited('true', [RUN, ...TAG]);

  test.each(['native', 'ffmpeg'])('that refuses WebAssembly changes no number of --decoder %s', (decoder) => {
    const refusing = limited('ulimit -v 6000000', ['-e', 'new WebAssembly.Memory({ initial: 1 })']);
    expect(refusing.stderr).toContain('could not allocate memory');
    const { status, stdout, stderr } = limited('ulimit -v 6000000', [RUN, ...TAG, '--decoder', decoder]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(unlimited.stdout);
  });

  test('that is too little is named before anything is begun', () => {
    const out = join(tempFolder(), 'out.csv');
    const { status, stdout } = limited('ulimit -v 1900000', [RUN, ...TAG, '--json', '-o', out]);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'ADDRESS_LIMIT',
        message:
          'a process may have no more than 1.8 GiB of addresses here, and a run reserves more than 2.0 GiB',
        hint: expect.stringContaining('ulimit -v unlimited') as string,
      },
    });
    expect(status).toBe(1);
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    [
      'pthread_create failed, error code: 11',
      '; a process may have no more than 3.8 GiB of addresses here: raise the limit',
    ],
    ['std::bad_alloc', '; a process may have no more than 3.8 GiB of addresses here: raise the limit'],
    ['the graph text is not loaded', '\n'],
  ])('is named where the runtime is refused what takes addresses: %s', (message, named) => {
    const entry = join(tempFolder(), 'refused.mjs');
    const reply = `parentPort.postMessage({ id, error: ${JSON.stringify(message)} })`;
    writeFileSync(
      entry,
      `import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ id }) => ${reply});`,
    );
    const script = `(async () => {
      const { InferenceThread } = await import('${join(ROOT, 'dist/xclip/runtime/inference-thread.js')}');
      const thread = new InferenceThread(new URL('file://${entry}'));
      await thread.load('video', {}).catch((error) => console.log(error.toLine()));
      await thread.close();
    })()`;
    const { stdout } = limited('ulimit -v 4000000', ['-e', script]);
    expect(stdout).toContain(`inference failed: ${message}${named}`);
  });
});

describe('limits', () => {
  const text =
    'Limit Soft Limit Hard Limit Units\nMax address space         2048000000           unlimited            bytes\nMax open files            unlimited            unlimited            files\n';

  test('are the soft ones; none is infinity', () => {
    expect(limitOf('Max address space', text)).toBe(2_048_000_000);
    expect(limitOf('Max open files', text)).toBe(Infinity);
    expect(limitOf('Max open files', '')).toBe(Infinity);
  });

  test('that are none are never in the way', () => {
    expect(() => requireOpenFiles(Infinity)).not.toThrow();
    expect(() => requireAddresses(Infinity)).not.toThrow();
    expect(addressHint(Infinity)).toBeUndefined();
  });
});
