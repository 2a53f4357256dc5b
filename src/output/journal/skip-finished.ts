import type { PlannedVideo, ReusedVideo } from './plan-resume.js';
import type { StampedPath } from '../../pipeline/find/walk.js';

/** Videos that may wait for those before them: what they hold is small, but not nothing. */
const MOST_WAITING = 64;

interface Around<T> {
  /** paths → items, in the order of the paths; opened again after a long run of reused videos */
  stages: (paths: AsyncIterable<StampedPath>) => AsyncIterable<T>;
  /** a video has given all its items, which have been taken */
  onFinished: (path: StampedPath) => Promise<void>;
}

/** Sends what is to be done through `stages` and what is done already around them, all in the order of the plan. */
export async function* skipFinished<T extends { video: string }>(
  plan: AsyncIterable<PlannedVideo>,
  { stages, onFinished }: Around<T>,
): AsyncGenerator<T | ReusedVideo, void, undefined> {
  const iterator = plan[Symbol.asyncIterator]();
  /** in the order of the plan: what has been asked for and is not finished */
  const queue: PlannedVideo[] = [];

  async function* segment(first: StampedPath): AsyncGenerator<StampedPath, void, undefined> {
    queue.push(first);
    yield first;
    while (queue.filter(isReused).length < MOST_WAITING) {
      const next = await iterator.next();
      if (next.done === true) return;
      queue.push(next.value);
      if (!isReused(next.value)) yield next.value;
    }
  }

  /** What comes before the items of `video`; of all, if undefined. */
  async function* passUpTo(video?: string): AsyncGenerator<ReusedVideo, void, undefined> {
    for (let [head] = queue; head !== undefined; [head] = queue) {
      if (isReused(head)) yield head;
      else if (head.path === video) return;
      else await onFinished(head);
      queue.shift();
    }
  }

  try {
    for (;;) {
      // After the end it says so again.
      const next = await iterator.next();
      if (next.done === true) return;
      if (isReused(next.value)) {
        yield next.value;
        continue;
      }
      for await (const item of stages(segment(next.value))) {
        yield* passUpTo(item.video);
        yield item;
      }
      yield* passUpTo();
    }
  } finally {
    await iterator.return?.();
  }
}

function isReused(planned: PlannedVideo): planned is ReusedVideo {
  return 'reused' in planned;
}
