/** What a run reads from stdin and writes to stdout, whatever that is. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fewVideos, LABELS, MODEL } from '../../commands/tag-fixture.js';
import { ROOT } from '../../support/fixtures.js';

const TAG = [join(ROOT, 'bin/run.js'), 'tag', ...LABELS, ...MODEL];

function shell(line: string, cwd: string): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line, process.execPath, ...TAG], { cwd });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

test('a list is read from a pipe every time', () => {
  const folder = fewVideos();
  for (let i = 0; i < 3; i++) {
    // What is not there is told of before a model is loaded. (It failed one time in three.)
    const { status, stderr } = shell(`printf 'videos/none.mp4\\n' | "$0" "$@" --files-from -`, folder);
    expect({ i, status, stderr }).toEqual({
      i,
      status: 1,
      stderr: 'xclip: videos/none.mp4: no such file or folder; check the path\n',
    });
  }
  const { status, stdout } = shell(`printf 'videos/b.mp4\\n' | "$0" "$@" --files-from -`, folder);
  expect(status).toBe(0);
  expect(stdout).toContain('videos/b.mp4,0,');
}, 60_000);

describe.runIf(process.platform === 'linux')('-o /dev/stdout', () => {
  test.each(['/dev/stdout', '/proc/self/fd/1', 'link'])('named %s writes what stdout gets', (name) => {
    const folder = fewVideos();
    symlinkSync('/dev/stdout', join(folder, 'link'));
    const before = readdirSync(folder);
    const run = shell(`"$0" "$@" videos/b.mp4 videos/c.mp4 -o ${name} > out.txt`, folder);
    expect(run.status, run.stderr).toBe(3);
    expect(run.stderr).toContain('videos/c.mp4: no video stream');
    expect(run.stderr).toContain('the reasons are above');
    expect(readdirSync(folder)).toEqual([...before, 'out.txt'].sort());
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toMatch(/^video,clip,.*\nvideos\/b\.mp4,0,/);
    expect(readdirSync('/dev').filter((file) => file.startsWith('stdout.'))).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')(
  'an output among streams and devices has no files beside it:',
  () => {
    test.each([
      ['-o /dev/fd/3', '3> out.txt'],
      ['-o /proc/self/fd/3', '3>> out.txt'],
      ['-o /dev/stderr', '2>&1 | cat > out.txt'],
      ['-o /dev/fd/3', '3>&1 | cat > out.txt'],
    ])('%s, with %s', (flag, redirection) => {
      const folder = fewVideos();
      const before = readdirSync(folder);
      const { stderr } = shell(
        `"$0" "$@" videos/b.mp4 videos/c.mp4 --format csv ${flag} ${redirection}`,
        folder,
      );
      expect(readdirSync(folder)).toEqual([...before, 'out.txt'].sort());
      const written = readFileSync(join(folder, 'out.txt'), 'utf8');
      expect(written).toMatch(/^videos\/b\.mp4,0,/m);
      expect(`${written}${stderr}`).toContain('videos/c.mp4: no video stream');
      expect(`${written}${stderr}`).toContain('the reasons are above');
    });

    test.skipIf(!existsSync('/dev/shm'))('but a file in memory has them', () => {
      const folder = mkdtempSync('/dev/shm/xclip-test-');
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const output = join(folder, 'out.csv');
      const { status, stderr } = shell(`"$0" "$@" videos/b.mp4 -o ${output}`, fewVideos());
      expect(status, stderr).toBe(0);
      expect(readdirSync(folder)).toEqual(['out.csv', 'out.csv.journal', 'out.csv.run.json']);
    });

    test('/dev/null', () => {
      const folder = fewVideos();
      const { status, stderr } = shell(`"$0" "$@" videos/b.mp4 --format csv -o /dev/null`, folder);
      expect(status, stderr).toBe(0);
      expect(readdirSync('/dev').filter((file) => file.startsWith('null.'))).toEqual([]);
    });
  },
);
