import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, fixturePath } from '../../support/fixtures.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const CLIPS = join(ROOT, 'examples/clips');

/** Tags the example clips by examples alone. */
function tag(rows: string[], ...flags: string[]): Promise<CliResult> {
  const shots = join(tempFolder(), 'shots.csv');
  writeFileSync(shots, ['video,label', ...rows, ''].join('\n'));
  const args = [
    'tag',
    CLIPS,
    '--model',
    'tiny-shapes',
    '--examples',
    shots,
    '--format',
    'jsonl',
    '--top-k',
    '1',
  ];
  return runHere([...args, ...flags]);
}

describe('xclip tag --examples', () => {
  test('tells clips by what they look like, under names that mean nothing to the model', async () => {
    const { status, stdout, stderr } = await tag([
      `${CLIPS}/a-red-circle-moving-left.mp4,a dax`,
      `${CLIPS}/a-green-square-standing-still.mp4,a wug`,
      `${CLIPS}/a-purple-triangle-shrinking.mp4,a blick`,
    ]);
    expect(status).toBe(0);
    expect(stderr).toContain('learned from 3 examples: alpha 20, beta 5.5');
    const best = new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { video: string; labels: { label: string }[] })
        .map(({ video, labels }) => [video.replace(`${CLIPS}/`, ''), labels[0]?.label]),
    );
    expect(best.get('a-red-circle-moving-left.mp4')).toBe('a dax');
    expect(best.get('a-green-square-standing-still.mp4')).toBe('a wug');
    expect(best.get('a-purple-triangle-shrinking.mp4')).toBe('a blick');
    // Not an example itself, but the nearest to one.
    expect(best.get('a-yellow-circle-shrinking.mp4')).toBe('a blick');
  });

  const refused: [name: string, rows: string[], flags: string[], status: number, says: string][] = [
    ['no rows', [], [], 2, 'it has no rows'],
    ['a row without a label', ['a.mp4,'], [], 2, 'row 1 lacks its video or its label'],
    ['an example that is no video', [`${fixturePath('clips/text.mp4')},a`], [], 1, 'gives no clip'],
    [
      'named sets',
      ['a.mp4,a'],
      ['--labels', `x=${join(ROOT, 'examples/labels.txt')}`],
      2,
      'not with named sets',
    ],
  ];

  test.each(refused)('refuses %s', async (_, rows, flags, status, says) => {
    const result = await tag(rows, ...flags);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(says);
    expect(result.stdout).toBe('');
  });
});
