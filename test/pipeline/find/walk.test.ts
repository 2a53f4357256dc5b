import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  compareBytes,
  VIDEO_EXTENSIONS,
  walk,
  type LeftOut,
  type WalkOptions,
} from '../../../dist/pipeline/find/walk.js';
import { tempFolder } from '../../support/temp-folder.js';

function tree(...files: string[]): string {
  const root = tempFolder();
  for (const file of files) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return root;
}

async function list(paths: string[], options: Partial<WalkOptions> = {}): Promise<string[]> {
  const found = [];
  for await (const { path, error } of walk({
    paths,
    extensions: VIDEO_EXTENSIONS,
    exclude: [],
    followSymlinks: false,
    ...options,
  })) {
    found.push(error === undefined ? path : `${path}: ${error.code}`);
  }
  return found;
}

const below = (root: string, paths: string[]): string[] => paths.map((path) => path.replace(`${root}/`, ''));

describe('walk', () => {
  test('gives whole paths in the order of their bytes, folders among files', async () => {
    const root = tree(
      'b.mp4',
      'a/z.mp4',
      'a.mp4',
      'a-1.mp4',
      'Z.MKV',
      'a/b/c.webm',
      'é.mp4',
      '😀.mp4',
      '\uffee.mp4',
    );
    const found = below(root, await list([root]));
    expect(found).toEqual([
      'Z.MKV',
      'a-1.mp4',
      'a.mp4',
      'a/b/c.webm',
      'a/z.mp4',
      'b.mp4',
      'é.mp4',
      '\uffee.mp4',
      '😀.mp4',
    ]);
    expect(found).toEqual([...found].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

  test('takes videos by extension, but any file that is named', async () => {
    const root = tree('a.mp4', 'b.txt', 'c.dat', '._a.mp4');
    expect(below(root, await list([root]))).toEqual(['a.mp4']);
    expect(below(root, await list([root, join(root, 'c.dat')]))).toEqual(['a.mp4', 'c.dat']);
    expect(below(root, await list([root], { extensions: ['dat'] }))).toEqual(['c.dat']);
  });

  test('gives a path once, however often it is named', async () => {
    const root = tree('a/1.mp4', 'b/2.mp4');
    const found = await list([root, join(root, 'a'), join(root, 'a/1.mp4'), root]);
    expect(below(root, found)).toEqual(['a/1.mp4', 'b/2.mp4']);
  });

  test('keeps paths as they were typed', async () => {
    const root = tree('v/a.mp4');
    const here = process.cwd();
    process.chdir(root);
    try {
      expect(await list(['.'])).toEqual(['./v/a.mp4']);
      expect(await list(['v/'])).toEqual(['v/a.mp4']);
      expect(await list(['./v'])).toEqual(['./v/a.mp4']);
    } finally {
      process.chdir(here);
    }
  });

  test('excludes by name and by path', async () => {
    const root = tree('a/1.mp4', 'a/2.mp4', 'b/1.mp4', 'trailer/3.mp4');
    expect(below(root, await list([root], { exclude: ['1.*', 'trailer'] }))).toEqual(['a/2.mp4']);
    expect(below(root, await list([root], { exclude: [`${root}/a/**`] }))).toEqual([
      'b/1.mp4',
      'trailer/3.mp4',
    ]);
  });

  test('reads a glob with a slash from the named folder on, as rg does', async () => {
    const root = tree('@x/1.mp4', 'a/@x/2.mp4', 'a/3.mp4', 'a.mp4/4.mp4', 'b/a.mp4');
    const without = async (...exclude: string[]): Promise<string[]> =>
      below(root, await list([root], { exclude }));
    expect(await without('@x/**')).toEqual(['a.mp4/4.mp4', 'a/3.mp4', 'a/@x/2.mp4', 'b/a.mp4']);
    expect(await without('/@x')).toEqual(['a.mp4/4.mp4', 'a/3.mp4', 'a/@x/2.mp4', 'b/a.mp4']);
    expect(await without('**/@x/**')).toEqual(['a.mp4/4.mp4', 'a/3.mp4', 'b/a.mp4']);
    // Folders only, at any depth.
    expect(await without('@x/')).toEqual(['a.mp4/4.mp4', 'a/3.mp4', 'b/a.mp4']);
    expect(await without('a.mp4/')).toEqual(['@x/1.mp4', 'a/3.mp4', 'a/@x/2.mp4', 'b/a.mp4']);
    expect(await without('./a/3.mp4', 'a/@x', 'b/*')).toEqual(['@x/1.mp4', 'a.mp4/4.mp4']);
  });

  test('leaves out what is hidden in folders, unless it is asked for or named', async () => {
    const root = tree('.h.mp4', '.trash/1.mp4', '@eaDir/2.mp4', 'a/@eaDir/3.mp4', 'a/4.mp4', '._a.mp4');
    expect(below(root, await list([root]))).toEqual(['a/4.mp4']);
    expect(below(root, await list([root], { hidden: true }))).toEqual([
      '.h.mp4',
      '.trash/1.mp4',
      '@eaDir/2.mp4',
      'a/4.mp4',
      'a/@eaDir/3.mp4',
    ]);
    expect(below(root, await list([join(root, '.trash'), join(root, '.h.mp4')]))).toEqual([
      '.h.mp4',
      '.trash/1.mp4',
    ]);
  });

  test('counts what is called like a video and is none, and globs without effect', async () => {
    const root = tree('a.mp4', 'b.txt');
    writeFileSync(join(root, 'index.ts'), "export const name = 'G';\n".repeat(200));
    writeFileSync(join(root, 'module.mts'), '// ü\n');
    writeFileSync(join(root, 'empty.ts'), '');
    const packets = Buffer.alloc(188 * 6, 'a');
    for (let i = 0; i < 6; i++) packets[i * 188] = 0x47;
    writeFileSync(join(root, 'stream.ts'), packets);
    writeFileSync(join(root, 'damaged.ts'), Buffer.from([0, 1, 2, 3]));
    symlinkSync('nowhere.mp4', join(root, 'dead.mp4'));
    symlinkSync('nowhere.txt', join(root, 'dead.txt'));
    expect(spawnSync('mkfifo', [join(root, 'pipe.mp4')]).status).toBe(0);
    const ends: LeftOut[] = [];
    const found = await list([root], { exclude: ['x/', 'b.*'], onEnd: (leftOut) => ends.push(leftOut) });
    expect(below(root, found)).toEqual(['a.mp4', 'damaged.ts', 'empty.ts', 'stream.ts']);
    expect(ends).toEqual([
      {
        excluded: 1,
        hidden: 0,
        otherFiles: 1,
        danglingLinks: 1,
        specialFiles: 1,
        textFiles: 2,
        unmatchedGlobs: ['x/'],
      },
    ]);
    // Who names a file means it.
    expect(below(root, await list([join(root, 'index.ts')]))).toEqual(['index.ts']);
  });

  test('takes linked files, linked folders only when asked, and survives loops', async () => {
    const root = tree('a/1.mp4', 'elsewhere/2.mp4');
    symlinkSync('..', join(root, 'a/loop'));
    symlinkSync('1.mp4', join(root, 'a/link.mp4'));
    symlinkSync('nowhere.mp4', join(root, 'a/dead.mp4'));
    symlinkSync('../elsewhere', join(root, 'a/more'));
    expect(below(root, await list([join(root, 'a')]))).toEqual(['a/1.mp4', 'a/link.mp4']);
    const followed = below(root, await list([join(root, 'a')], { followSymlinks: true }));
    expect(followed).toContain('a/more/2.mp4');
    expect(followed.length).toBeLessThan(10);
  });

  test('reports names that are not UTF-8, each for itself, and takes those that only look so', async (context) => {
    const root = tree('\ufffd.mp4', 'a.mp4', 'folder/z.mp4');
    const bytes = (...parts: (string | number)[]): Buffer =>
      Buffer.concat(
        [`${root}/`, ...parts].map((part) => Buffer.from(typeof part === 'string' ? part : [part])),
      );
    try {
      writeFileSync(bytes(0xff, '.mp4'), '');
    } catch {
      context.skip('no such names here');
    }
    writeFileSync(bytes(0xfe, '.mp4'), '');
    writeFileSync(bytes('folder/é', 0xe9, '.txt'), '');
    mkdirSync(bytes('b', 0xff));
    symlinkSync('a.mp4', bytes('link', 0xff, '.mp4'));
    const found: string[] = [];
    const options = { paths: [root], extensions: ['mp4'], exclude: [], followSymlinks: false };
    for await (const { path, error } of walk(options)) found.push(path + (error ? `: ${error.code}` : ''));
    expect(below(root, found)).toEqual([
      '\\xfe.mp4: NAME_NOT_UTF8',
      '\\xff.mp4: NAME_NOT_UTF8',
      'a.mp4',
      'b\\xff: NAME_NOT_UTF8',
      'folder/z.mp4',
      'link\\xff.mp4: NAME_NOT_UTF8',
      '\ufffd.mp4',
    ]);
  });

  test('refuses a path that is not there before it gives any', async () => {
    const root = tree('a.mp4');
    await expect(list([root, join(root, 'missing')])).rejects.toMatchObject({ code: 'NO_SUCH_PATH' });
  });

  test('reports a folder that it may not read, and goes on', () => {
    const root = tree('a.mp4', 'locked/b.mp4', 'z.mp4');
    chmodSync(root, 0o755);
    chmodSync(join(root, 'locked'), 0);
    // Root may read everything: list as nobody.
    const script = `
      import { walk } from ${JSON.stringify(new URL('../../../dist/pipeline/find/walk.js', import.meta.url).href)};
      const options = { paths: [${JSON.stringify(root)}], extensions: ['mp4'], exclude: [], followSymlinks: false };
      for await (const { path, error } of walk(options)) console.log(path + (error ? ': ' + error.code : ''));`;
    const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      ...asNobody,
    });
    expect(below(root, stdout.trim().split('\n'))).toEqual(['a.mp4', 'locked: UNREADABLE', 'z.mp4']);
  });
});

test('compareBytes orders as UTF-8 bytes do', () => {
  const samples = ['', 'a', 'ab', 'b', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '😀a', '𐀀', 'z😀'];
  for (const a of samples) {
    for (const b of samples) {
      const expected = Buffer.compare(Buffer.from(a), Buffer.from(b));
      expect([a, b, Math.sign(compareBytes(a, b))]).toEqual([a, b, expected]);
    }
  }
});
