/** Rows of arrays, stores and tables, cut at many moments and torn in many ways: what is made of them is always the same. */
import { readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KILLS } from '../../support/kill-cli.js';
import { seeded } from '../../support/seeded.js';
import { pretendRun, type Format, type PretendVideo } from '../journal/pretend-runs.js';

/** A group of this store. */
const GROUP_ROWS = 512;

/** Some give nothing, some fail, one is longer than several groups. */
function someVideos(random: () => number, count = 40): PretendVideo[] {
  return Array.from({ length: count }, (_, i) => ({
    path: `v/${String(i).padStart(3, '0')} \u2028é"\n.mp4`,
    version: 1,
    clips: i === 17 ? 2 * GROUP_ROWS + 9 : random() < 0.1 ? 0 : Math.floor(random() * 25),
    fails: random() < 0.1,
  }));
}

const clipsOf = (videos: readonly PretendVideo[]): number =>
  videos.reduce((sum, { clips }) => sum + clips, 0);

function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** Names too, since they differ most readably. */
function expectSame(folder: string, uncut: string): void {
  const [found, expected] = [contentOf(folder), contentOf(uncut)];
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, content] of Object.entries(expected)) expect(found[name] === content, name).toBe(true);
}

const before = ({ path: a }: PretendVideo, { path: b }: PretendVideo): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));

/** A video goes, one changes, one comes, each somewhere. */
function changed(videos: readonly PretendVideo[], random: () => number): PretendVideo[] {
  const any = (): number => Math.floor(random() * videos.length);
  const [gone, other] = [any(), any()];
  const fresh = { path: `v/${String(any()).padStart(3, '0')}-new.mp4`, version: 7, clips: 5, fails: false };
  return videos
    .map((video, i) =>
      i === other ? { ...video, version: video.version + 1, clips: video.clips + 3 } : video,
    )
    .filter(({ path }, i) => i !== gone && path !== fresh.path)
    .concat(fresh)
    .sort(before);
}

/** As a machine leaves files that stops before all of them is on the disk. */
function tear(folder: string, random: () => number): void {
  for (const name of readdirSync(folder)) {
    if (random() < 0.6) continue;
    const path = join(folder, name);
    const { size } = statSync(path);
    const lost = Math.floor(random() ** 4 * size);
    truncateSync(path, size - lost);
    // The file's size may be there before what is in it.
    if (random() < 0.3) truncateSync(path, size);
  }
}

describe.each<Format>(['npy', 'parquet', 'tags.parquet', 'tags.sqlite'])('rows as %s', (format) => {
  test(
    `killed and torn in ${KILLS} ways, in a row, among videos that change`,
    async () => {
      const random = seeded(format.length);
      for (let round = 0; round < KILLS; round++) {
        let videos = someVideos(random);
        let folder: string | undefined;
        const kills = 1 + Math.floor(random() * 3);
        for (let kill = 0; kill < kills; kill++) {
          const killAfter = Math.floor(random() * clipsOf(videos));
          folder = (await pretendRun(format, folder, { videos, resume: true, killAfter })).folder;
          if (random() < 0.5) tear(folder, random);
          if (random() < 0.5) videos = changed(videos, random);
        }
        const resumed = await pretendRun(format, folder, { videos, resume: true });
        const uncut = await pretendRun(format, undefined, { videos, resume: false });
        expectSame(resumed.folder, uncut.folder);
      }
    },
    120_000 + KILLS * 10_000,
  );

  test('does again only the video that was under way', async () => {
    const videos = someVideos(seeded(3));
    const random = seeded(4);
    for (let i = 0; i < 3; i++) {
      const killAfter = Math.floor(random() * clipsOf(videos));
      const cut = await pretendRun(format, undefined, { videos, resume: false, killAfter });
      const resumed = await pretendRun(format, cut.folder, { videos, resume: true });
      expect(
        resumed.done.length + cut.done.length - new Set([...resumed.done, ...cut.done]).size,
      ).toBeLessThan(2);
    }
  });

  test('does nothing again after the end, nor what failed, but for --retry-failed', async () => {
    const videos = someVideos(seeded(5));
    const { folder } = await pretendRun(format, undefined, { videos, resume: false });
    const again = await pretendRun(format, folder, { videos, resume: true });
    expect(again).toMatchObject({ done: [], notes: [] });
    expectSame(again.folder, folder);
    const retried = await pretendRun(format, folder, { videos, resume: true, retryFailed: true });
    expect(retried.done).toEqual(videos.filter(({ fails }) => fails).map(({ path }) => path));
    expectSame(retried.folder, folder);
  });

  test('says what is cut off, once', async () => {
    const videos = [
      { path: 'a', version: 1, clips: 3, fails: false },
      { path: 'b', version: 1, clips: 4, fails: false },
    ];
    const cut = await pretendRun(format, undefined, { videos, resume: false, killAfter: 5 });
    const { notes } = await pretendRun(format, cut.folder, { videos, resume: true });
    // Of the clips 0 and 1, the second has a label.
    const rows = format.startsWith('tags.')
      ? 'its last row, of a video left unfinished, is'
      : 'its last 2 rows, of a video left unfinished, are';
    expect(notes).toEqual([`/out.${format}: ${rows} cut off`]);
  });
});

describe('a store', () => {
  test('is gone on with after a footer in its midst, not written anew', async () => {
    const videos = someVideos(seeded(6), 80);
    const { folder } = await pretendRun('parquet', undefined, { videos, resume: false });
    const more = [...videos, { path: 'v/999', version: 1, clips: 2, fails: false }];
    const cut = await pretendRun('parquet', folder, { videos: more, resume: true, killAfter: 1 });
    const [head, ...rows] = readFileSync(join(cut.folder, 'out.parquet.tail.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const { first_row: firstRow } = JSON.parse(head ?? '') as { first_row: number };
    expect(firstRow).toBeGreaterThan(0);
    expect(firstRow % GROUP_ROWS).toBe(0);
    expect(firstRow + rows.length).toBe(clipsOf(videos) + 1);
  });

  test('with a damaged footer in its midst is mended', async () => {
    const videos = someVideos(seeded(7), 150);
    const { folder } = await pretendRun('parquet', undefined, { videos, resume: false });
    const cut = await pretendRun('parquet', undefined, {
      videos,
      resume: false,
      killAfter: clipsOf(videos) - 1,
    });
    const output = join(cut.folder, 'out.parquet');
    const bytes = readFileSync(output);
    const at = bytes.indexOf('PAR1', 4);
    expect(at).toBeGreaterThan(0);
    bytes.fill(0, at - 40, at + 4);
    writeFileSync(output, bytes);
    const resumed = await pretendRun('parquet', cut.folder, { videos, resume: true });
    expect(resumed.done.length).toBeLessThan(2);
    expectSame(resumed.folder, folder);
  });
});
