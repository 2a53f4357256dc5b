import { setTimeout as sleep } from 'node:timers/promises';
import { pMapIterable } from 'p-map';
import { describe, expect, test } from 'vitest';
import { skipFinished } from '../../../src/output/journal/skip-finished.js';
import type { PlannedVideo } from '../../../src/output/journal/plan-resume.js';
import type { StampedPath } from '../../../src/pipeline/find/walk.js';

async function* noRows(): AsyncGenerator<string, void, undefined> {
  // Nobody asks for them here.
}

/** Capitals are reused. */
async function* planOf(names: readonly string[]): AsyncGenerator<PlannedVideo, void, undefined> {
  for (const name of names) {
    const [path, stamp] = [name.toLowerCase(), undefined];
    const reused = { video: path, stamp, failed: false, clips: 1, rows: noRows, errors: '', sum: '' };
    yield await Promise.resolve(name === path ? { path, stamp } : { video: path, reused });
  }
}

/** Reads ahead as stages do, and gives as many items as the name's last digit says, or one. */
async function* stages(
  paths: AsyncIterable<StampedPath>,
): AsyncGenerator<{ video: string }, void, undefined> {
  const done = pMapIterable(
    paths,
    async ({ path }) => {
      await sleep(path.length % 3);
      return path;
    },
    { concurrency: 3, backpressure: 6 },
  );
  for await (const path of done) {
    for (let i = Number(/\d$/.exec(path)?.[0] ?? 1); i > 0; i--) yield { video: path };
  }
}

async function events(names: readonly string[]): Promise<string[]> {
  const seen: string[] = [];
  const onFinished = ({ path }: StampedPath): Promise<void> => Promise.resolve(void seen.push(`${path}.`));
  for await (const item of skipFinished(planOf(names), { stages, onFinished })) {
    seen.push('reused' in item ? item.video.toUpperCase() : item.video);
  }
  return seen;
}

describe('skipFinished', () => {
  test.each([
    ['', ''],
    ['a b', 'a a. b b.'],
    ['A B', 'A B'],
    ['a B c', 'a a. B c c.'],
    ['A b C D e F', 'A b b. C D e e. F'],
    ['a2 b0 C d2', 'a2 a2 a2. b0. C d2 d2 d2.'],
    ['a0', 'a0.'],
  ])('gives "%s" as "%s"', async (names, expected) => {
    expect((await events(names.split(' ').filter((name) => name !== ''))).join(' ')).toBe(expected);
  });

  test('keeps the order over long runs of reused videos', async () => {
    const names = Array.from({ length: 1000 }, (_, i) => (i % 150 === 7 ? `v${i}x` : `V${i}X`));
    const expected = names.flatMap((name) => (name.startsWith('v') ? [name, `${name}.`] : [name]));
    expect(await events(names)).toEqual(expected);
  });

  test('does not read the plan far ahead', async () => {
    let asked = 0;
    async function* counted(): AsyncGenerator<PlannedVideo, void, undefined> {
      for await (const planned of planOf(['a', ...Array.from({ length: 10_000 }, () => 'B')])) {
        asked++;
        yield planned;
      }
    }
    for await (const _ of skipFinished(counted(), { stages, onFinished: () => Promise.resolve() })) break;
    expect(asked).toBeLessThan(100);
  });

  test('passes on what the stages throw', async () => {
    const broken = skipFinished(planOf(['A', 'b']), {
      // eslint-disable-next-line require-yield, @typescript-eslint/require-await -- it fails at once
      stages: async function* () {
        throw new Error('no room');
      },
      onFinished: () => Promise.resolve(),
    });
    expect((await broken.next()).value).toMatchObject({ video: 'a' });
    await expect(broken.next()).rejects.toThrow('no room');
  });
});
