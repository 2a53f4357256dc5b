/** A list is held as bytes and numbers: a heap that has no room for its rows as objects is enough. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../support/run-cli.js';
import { tempFolder } from '../../support/temp-folder.js';

const VIDEOS = 150_000;
const LABELS = 100;
/** The command itself needs some 26 of them; the list alone, as an object a video, would take 23 more. */
const HEAP_MIB = 48;

async function write(path: string, lines: Iterable<string>): Promise<void> {
  const file = createWriteStream(path);
  for (const line of lines) if (!file.write(line)) await once(file, 'drain');
  file.end();
  await once(file, 'close');
}

function* list(): Generator<string> {
  yield 'video,label\n';
  for (let i = 0; i < VIDEOS; i++) yield `clips/${i}.mp4,label ${i % LABELS}\n`;
}

/** A third of them wrong. */
function* results(): Generator<string> {
  for (let i = 0; i < VIDEOS; i++) {
    const label = `label ${(i + (i % 3 === 0 ? 1 : 0)) % LABELS}`;
    yield `${JSON.stringify({ video: `clips/${i}.mp4`, clip: 0, labels: [{ label, probability: 0.5 }] })}\n`;
  }
}

test(`${VIDEOS} videos are judged in a heap of ${HEAP_MIB} MiB`, async () => {
  const cwd = tempFolder();
  await write(join(cwd, 'm.csv'), list());
  await write(join(cwd, 'tags.jsonl'), results());
  const { status, stdout, stderr } = await runCli(
    ['eval', 'm.csv', '--from', 'tags.jsonl', '--format', 'json'],
    {
      cwd,
      node: [`--max-old-space-size=${HEAP_MIB}`],
    },
  );
  expect(stderr).not.toContain('heap');
  expect(status).toBe(0);
  const { misses, ...figures } = JSON.parse(stdout) as { misses: unknown[]; videos: number; top1: number };
  expect(figures).toMatchObject({ videos: VIDEOS, failed: 0, top1: 0.666666667 });
  expect(misses).toHaveLength(VIDEOS / 3);
});
