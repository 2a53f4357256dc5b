/** A user without HOME and without an account, as in a container that was given a number to run under. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheFolder } from '../../dist/cache/cache-folder.js';
import { knownHome } from '../../dist/cache/home-folder.js';
import { withEnvironment } from '../support/environment.js';
import { ROOT } from '../support/fixtures.js';

/** Of no account. */
const NOBODY = { uid: 54_321, gid: 54_321 };
const RUN = join(ROOT, 'bin/run.js');
/** As in a container: what root's variables name, such a user may not read. */
const MINIMAL: NodeJS.ProcessEnv = { PATH: process.env.PATH };
const NOTE = 'xclip: this user has no home folder: caches go to ';

const TAG = [
  'tag',
  'examples/clips/a-blue-square-growing.mp4',
  '--label',
  'a',
  '--label',
  'b',
  '--model',
  'tiny-shapes',
];

/** Whether a user of that number can run the tool here at all, with a home of its own. */
function canBeNobody(): boolean {
  if (process.getuid?.() !== 0) return false;
  const HOME = mkdtempSync('/tmp/xclip-test-');
  try {
    chownSync(HOME, NOBODY.uid, NOBODY.gid);
    // oclif asks the accounts for what is not said.
    const env = { ...MINIMAL, HOME, SHELL: '/bin/sh' };
    const runs = [['--help'], TAG].map((args) =>
      spawnSync(process.execPath, [RUN, ...args], { ...NOBODY, cwd: ROOT, env, encoding: 'utf8' }),
    );
    return runs.every(({ status }) => status === 0) && runs[0]?.stderr === '';
  } finally {
    rmSync(HOME, { recursive: true, force: true });
  }
}

/** Where temporary files go: the test's own, which anybody may write. */
let temporary: string;
beforeEach(() => {
  // Not under the tests' own TMPDIR, which may be root's alone.
  temporary = mkdtempSync(join(process.platform === 'win32' ? tmpdir() : '/tmp', 'xclip-test-'));
  chmodSync(temporary, 0o1777);
});
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

function asNobody(
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): { status: number | null; stdout: string; stderr: string } {
  const env = { ...MINIMAL, TMPDIR: temporary, ...variables };
  return spawnSync(process.execPath, args, { ...NOBODY, cwd: ROOT, env, encoding: 'utf8' });
}

describe.skipIf(!canBeNobody())('a user without a home folder', () => {
  test('reads the help', () => {
    const { status, stdout, stderr } = asNobody([RUN, 'tag', '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('--labels');
  });

  test('keeps what can be made again in a temporary folder, and is told so', () => {
    const home = join(temporary, `xclip-${NOBODY.uid}`);
    const first = asNobody([RUN, ...TAG, '--precision', 'int8']);
    expect(first.stderr).toContain(`${NOTE}${home}; set XCLIP_CACHE and HF_HOME`);
    expect(first.stderr).toContain('quantising the weights, once');
    expect(first.status).toBe(0);
    expect(readdirSync(join(home, '.cache/xclip/folded'))).toHaveLength(1);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    const second = asNobody([RUN, ...TAG, '--precision', 'int8']);
    expect(second.stderr).not.toContain('quantising');
    expect(second.status).toBe(0);
  });

  test('is told nothing where it has said where caches go', () => {
    const caches = { XCLIP_CACHE: join(temporary, 'own'), HF_HOME: join(temporary, 'hf') };
    const { status, stderr } = asNobody([RUN, ...TAG, '--precision', 'int8'], caches);
    expect(stderr).not.toContain(NOTE);
    expect(status).toBe(0);
    expect(existsSync(join(temporary, 'own/folded'))).toBe(true);
  });

  test.each<[string, (path: string) => void]>([
    ["somebody else's folder", (path) => mkdirSync(path)],
    [
      'a folder that others may write',
      (path) => {
        mkdirSync(path);
        chownSync(path, NOBODY.uid, NOBODY.gid);
        chmodSync(path, 0o777);
      },
    ],
    ['a link', (path) => symlinkSync('/', path)],
  ])('does not take %s for its own', (_name, make) => {
    const home = join(temporary, `xclip-${NOBODY.uid}`);
    make(home);
    const { status, stderr } = asNobody([RUN, 'models', 'list']);
    expect(stderr).toMatch(new RegExp(`${NOTE}${join(temporary, 'xclip-')}\\w{6};`));
    expect(status).toBe(0);
  });

  test('runs where nothing can be written at all', () => {
    chmodSync(temporary, 0o555);
    expect(asNobody([RUN, '--help'])).toMatchObject({ status: 0, stderr: '' });
    expect(asNobody([RUN, ...TAG]).status).toBe(0);
  });

  test('takes /tmp where TMPDIR is a folder of others', () => {
    const closed = join(temporary, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const help = asNobody([RUN, '--help'], { TMPDIR: closed });
    expect(help).toMatchObject({ status: 0, stderr: '' });
    const { status, stderr } = asNobody([RUN, 'models', 'list'], { TMPDIR: closed });
    expect(stderr).toContain(`${NOTE}/tmp/xclip-${NOBODY.uid}`);
    expect(status).toBe(0);
    rmSync(`/tmp/xclip-${NOBODY.uid}`, { recursive: true, force: true });
  });

  test('needs no account where HOME is said', () => {
    const { status, stderr } = asNobody([RUN, '--help'], { HOME: temporary });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('can use the library', () => {
    const script = `
      const { XCLIPProcessor } = await import('${join(ROOT, 'dist/index.js')}');
      await XCLIPProcessor.from_pretrained('tiny-shapes');
      const missing = XCLIPProcessor.from_pretrained('some/model', { offline: true });
      console.log(await missing.catch((error) => error.code + ' ' + error.message));`;
    const { status, stdout } = asNobody(['--input-type=module', '-e', script]);
    expect(stdout).toContain(
      `MODEL_NOT_CACHED offline, and some/model at main is not in the cache (${temporary}`,
    );
    expect(status).toBe(0);
  });
});

test.skipIf(process.platform === 'win32')('an empty HOME is none: the account says where home is', () => {
  withEnvironment({ HOME: '' });
  expect(knownHome()).toBe(userInfo().homedir);
  expect(cacheFolder({})).toBe(
    join(userInfo().homedir, process.platform === 'darwin' ? 'Library/Caches/xclip' : '.cache/xclip'),
  );
  const help = execFileSync(process.execPath, [RUN, '--help'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(help).toContain('USAGE');
});
