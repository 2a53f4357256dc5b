/** Snapshots of odd size and form; what --check says of drift is in test/commands/snapshot.test.ts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { driftLine, Snapshot } from '../../src/output/compare-snapshot.js';
import { tempFolder } from '../support/temp-folder.js';

function fileOf(content: string): string {
  const file = join(tempFolder(), 'old.jsonl');
  writeFileSync(file, content);
  return file;
}

test('150,000 labels of a clip are compared', () => {
  const labels = Array.from({ length: 150_000 }, (_, i) => ({ label: `label ${i}`, probability: 5e-6 }));
  const record = { video: 'a.mp4', clip: 0, start_s: 0, end_s: 1, labels };
  const snapshot = Snapshot.read(fileOf(`${JSON.stringify(record)}\n`));
  const now = {
    video: 'a.mp4',
    clip: 0,
    startSeconds: 0,
    endSeconds: 1,
    frameIndices: [],
    notes: [],
    labels: [...labels, { label: 'new', probability: 0.5 }].map((entry) => ({ ...entry, logit: 0 })),
  };
  expect(snapshot.driftOf(now, 1e-4)).toEqual([
    { video: 'a.mp4', clip: 0, difference: '"new" has probability 0.500 and is not in the snapshot' },
  ]);
});

test('paths are compared as paths, and numbers told with as many digits as it takes', () => {
  const labels = [{ label: 'a', probability: 0.25 }];
  const old = { video: './videos//a.mp4', clip: 0, start_s: 0, end_s: 1, labels };
  const now = {
    ...{ video: 'videos/a.mp4', clip: 0, startSeconds: 0, endSeconds: 1, frameIndices: [], notes: [] },
    labels: [{ label: 'a', probability: 0.25, logit: 0 }],
  };
  expect(Snapshot.read(fileOf(`${JSON.stringify(old)}\n`)).driftOf(now, 0)).toEqual([]);
  const drifted = {
    ...now,
    endSeconds: 4 / 3,
    labels: [{ label: 'a', probability: 0.25 + 2e-5 / 3, logit: 0 }],
  };
  const drifts = Snapshot.read(fileOf(`${JSON.stringify(old)}\n`)).driftOf(drifted, 1e-6);
  expect(drifts.map(driftLine)).toEqual([
    'videos/a.mp4: spans 0.000 to 1.333 s where the snapshot has 0.000 to 1.000 s',
    'videos/a.mp4: "a" has probability 0.2500067 where the snapshot has 0.2500000',
  ]);
});

test.each<[string, string]>([
  [
    'a set that is nested without end',
    `{"video":"a","clip":0,"start_s":0,"end_s":1,"labels":[{"set":${'['.repeat(50_000)}${']'.repeat(50_000)},"label":"a","probability":1}]}`,
  ],
  ['a field of a hundred thousand characters', `video,clip\n"${'x'.repeat(100_000)}"y,0\n`],
])('%s is refused in a few words', (_, content) => {
  try {
    Snapshot.read(fileOf(content));
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: 'BAD_SNAPSHOT' });
    expect((error as Error).message.length).toBeLessThan(1000);
  }
});
