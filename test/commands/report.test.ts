import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PageData, PictureData } from '../../src/report/page-data.js';
import { runHere } from '../support/run-here.js';
import { tempFolder } from '../support/temp-folder.js';
import { fewVideos, LABELS, MODEL } from './tag-fixture.js';

/** What stands in a page. */
function readPage(path: string): { data: PageData; pictures: PictureData[] } {
  const html = readFileSync(path, 'utf8');
  const json = (id: string): unknown =>
    JSON.parse(new RegExp(`id="${id}">([\\s\\S]*?)</script>`).exec(html)?.[1] ?? '');
  return { data: json('data') as PageData, pictures: json('pictures') as PictureData[] };
}

const HEADER = 'video,clip,start_s,end_s,rank,label,probability,logit\n';
const ROW = 'videos/a.webm,0,0.0,0.28,1,x,0.5,1.0\n';
const isJpeg = ({ jpeg }: PictureData): boolean =>
  Buffer.from(jpeg, 'base64').subarray(0, 2).toString('hex') === 'ffd8';

describe('xclip report', () => {
  test.each(['jsonl', 'csv'])(
    'of what tag wrote as %s has its rows, failures, settings and frames',
    async (format) => {
      const folder = fewVideos();
      const run = (args: string[]) => runHere(args, { cwd: folder });
      await run(['tag', 'videos', ...LABELS, ...MODEL, '-o', `tags.${format}`]);
      const { status, stdout, stderr } = await run(['report', `tags.${format}`, '-o', 'report.html']);
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
      expect(stderr).toMatch(/^xclip: report\.html: 3 rows, 2 failures, 3 with pictures, 0\.\d MB\n$/);
      const { data, pictures } = readPage(join(folder, 'report.html'));
      expect(data.videos.name).toEqual(['a.webm', 'b.mp4', 'five.mp4']);
      expect(data.failures.code).toEqual(['NO_VIDEO_STREAM', 'EMPTY_FILE']);
      expect(data.sources).toMatchObject([
        { rows: 3, failures: 2, kind: 'clips', run: { settings: { seed: 0 } } },
      ]);
      // JSONL says which frames were looked at; of CSV they are found by their times, and are the same.
      const jsonl = await run(['tag', 'videos', ...LABELS, ...MODEL, '--format', 'jsonl']);
      const indices = jsonl.stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { frame_indices: number[] }).frame_indices);
      const distinct = format === 'csv' ? indices.map((frames) => [...new Set(frames)]) : indices;
      expect(pictures.map(({ frames }) => frames)).toEqual(distinct);
      expect(pictures.every(isJpeg)).toBe(true);
      expect(readdirSync(folder).sort()).not.toContain('report.html.part');
    },
  );

  test('by the ffmpeg command, too', async () => {
    const folder = fewVideos();
    writeFileSync(join(folder, 'tags.csv'), HEADER + ROW);
    const { status } = await runHere(['report', 'tags.csv', '-o', 'r.html', '--decoder', 'ffmpeg'], {
      cwd: folder,
    });
    const { pictures } = readPage(join(folder, 'r.html'));
    expect([status, pictures.length, pictures.every(isJpeg)]).toEqual([0, 1, true]);
  });

  test('from another folder, with --root, links and reads the same videos', async () => {
    const folder = fewVideos();
    mkdirSync(join(folder, 'a b'));
    writeFileSync(join(folder, 'a b/tags.csv'), HEADER + ROW);
    const args = ['report', 'tags.csv', '-o', 'r.html', '--root', '..', '-q'];
    await runHere(args, { cwd: join(folder, 'a b') });
    const { data, pictures } = readPage(join(folder, 'a b/r.html'));
    expect([data.rootUrl, pictures.length]).toEqual(['../', 1]);
    await runHere(['report', 'a b/tags.csv', '-o', 'r.html', '-q'], { cwd: folder });
    expect(readPage(join(folder, 'r.html')).data.rootUrl).toBe('./');
  });

  test('a video that moved, or is damaged, costs only its pictures', async () => {
    const folder = fewVideos();
    const gone = ROW.replaceAll('videos/a.webm', 'videos/gone.mp4');
    const bad = ROW.replaceAll('videos/a.webm', 'videos/more/empty.mp4');
    writeFileSync(join(folder, 'tags.csv'), HEADER + ROW + gone + bad);
    const { status, stdout, stderr } = await runHere(['report', 'tags.csv', '-o', 'r.html', '--json'], {
      cwd: folder,
    });
    expect(status).toBe(0);
    expect(stderr).toMatch(/no pictures of videos\/gone\.mp4: .*\n/);
    const summary = JSON.parse(stdout) as {
      rows: number;
      pictures: number;
      without_pictures: { video: string }[];
    };
    expect(summary).toMatchObject({ rows: 3, pictures: 1 });
    expect(summary.without_pictures.map(({ video }) => video).sort()).toEqual([
      'videos/gone.mp4',
      'videos/more/empty.mp4',
    ]);
    expect(readPage(join(folder, 'r.html')).data.picturesNote).toMatch(/1 of 3 rows have pictures/);
  });

  test('--thumbnails bounds the pictures, --no-frames reads no video', async () => {
    const folder = fewVideos();
    renameSync(join(folder, 'videos/a.webm'), join(folder, 'videos/clip.webm'));
    const rows = [0, 1, 2, 3].map((clip) => `videos/clip.webm,${clip},0.0,0.28,1,x,0.5,1.0\n`);
    writeFileSync(join(folder, 'tags.csv'), HEADER + rows.join(''));
    const report = async (...args: string[]) => {
      await runHere(['report', 'tags.csv', '-o', 'r.html', '--overwrite', '-q', ...args], { cwd: folder });
      return readPage(join(folder, 'r.html'));
    };
    expect((await report('--thumbnails', '2')).pictures).toHaveLength(2);
    rmSync(join(folder, 'videos'), { recursive: true });
    const { pictures, data } = await report('--no-frames');
    expect([pictures, data.picturesNote]).toEqual([[], 'made without pictures']);
  });

  test('several files of results, one of them cut, stand side by side', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'a.csv'), HEADER + ROW);
    writeFileSync(join(folder, 'b.csv'), HEADER + ROW + 'videos/b.mp4,0,0.0,0.2');
    const { stderr } = await runHere(['report', 'a.csv', 'b.csv', '-o', 'r.html', '--no-frames'], {
      cwd: folder,
    });
    expect(stderr).toMatch(/^xclip: b\.csv: it is cut short: its last row is left out\n/);
    const { data } = readPage(join(folder, 'r.html'));
    expect(data.rows.source).toEqual([0, 1]);
    expect(data.title).toBe('2 results');
  });
});

describe('what is refused, and left as it was', () => {
  const report = (folder: string, args: string[]) => runHere(['report', ...args], { cwd: folder });

  test.each([
    ['no results', ['-o', 'r.html'], 2, /no results are named/],
    ['no output', ['a.csv'], 2, /the page has no name; add -o report\.html/],
    ['another extension', ['a.csv', '-o', 'r.csv'], 2, /r\.csv is no name of a page/],
    ['the same file twice', ['a.csv', './a.csv', '-o', 'r.html'], 2, /\.\/a\.csv is named twice/],
    ['results that are not there', ['b.csv', '-o', 'r.html'], 1, /b\.csv: no such file/],
    [
      'results of another program',
      ['foreign.csv', '-o', 'r.html'],
      1,
      /foreign\.csv cannot be reported on: it has no column video/,
    ],
    ['a root that is none', ['a.csv', '-o', 'r.html', '--root', 'x'], 1, /--root x is no folder/],
    ['a folder for the page that is not there', ['a.csv', '-o', 'x/r.html'], 1, /its folder does not exist/],
  ])('%s', async (_, args, status, message) => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'a.csv'), HEADER + ROW);
    writeFileSync(join(folder, 'foreign.csv'), 'name,score\nx,1\n');
    const result = await report(folder, args);
    expect(result.status).toBe(status);
    expect(result.stderr).toMatch(message);
    expect(readdirSync(folder).sort()).toEqual(['a.csv', 'foreign.csv']);
  });

  test('an existing page without --overwrite', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'a.csv'), HEADER + ROW);
    writeFileSync(join(folder, 'r.html'), 'mine');
    const refused = await report(folder, ['a.csv', '-o', 'r.html']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(
      /r\.html exists already; give --overwrite to replace it, or another --output/,
    );
    expect(readFileSync(join(folder, 'r.html'), 'utf8')).toBe('mine');
    // Nor is it lost where the results turn out to be bad.
    appendFileSync(join(folder, 'a.csv'), 'x\n');
    expect((await report(folder, ['a.csv', '-o', 'r.html', '--overwrite'])).status).toBe(1);
    expect(readFileSync(join(folder, 'r.html'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'r.html.part'))).toBe(false);
  });

  test('a page that is one of the inputs by another name, even with --overwrite', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'a.csv'), HEADER + ROW);
    linkSync(join(folder, 'a.csv'), join(folder, 'r.html'));
    const { status, stderr } = await report(folder, ['a.csv', '-o', 'r.html', '--overwrite']);
    expect([status, readFileSync(join(folder, 'a.csv'), 'utf8')]).toEqual([2, HEADER + ROW]);
    expect(stderr).toMatch(/r\.html, which would be written, is the results \(a\.csv\) that this run reads/);
  });

  test('a page that is one of the videos', async () => {
    const folder = fewVideos();
    writeFileSync(join(folder, 'a.csv'), HEADER + ROW);
    linkSync(join(folder, 'videos/a.webm'), join(folder, 'r.html'));
    const before = readFileSync(join(folder, 'videos/a.webm'));
    const { status } = await report(folder, ['a.csv', '-o', 'r.html', '--overwrite']);
    expect(status).toBe(2);
    expect(readFileSync(join(folder, 'videos/a.webm')).equals(before)).toBe(true);
  });
});
