import { ReadAhead } from './read-ahead.js';
import { readClips, type FailedVideo, type ReadClip, type ReadOptions } from './read-clips.js';
import type { WalkedPath } from '../find/walk.js';

type Read = (paths: AsyncIterable<WalkedPath>) => AsyncIterable<ReadClip | FailedVideo>;

/**
 * Reads one video at once, before anyone asks: while a model loads, a core is free for it.
 * @param first the path that the stream will begin with
 * @returns `readClips` for that stream; to be called once
 */
export function readEarly(first: WalkedPath, options: ReadOptions): Read {
  const early = new ReadAhead(readClips(only(first), options), 1);
  return async function* read(paths) {
    const iterator = paths[Symbol.asyncIterator]();
    const head = await iterator.next();
    if (head.done === true) {
      early.close();
      return;
    }
    if (head.value.path !== first.path) throw new Error(`${head.value.path} comes before ${first.path}`);
    // What comes next is read beside it, as `readClips` alone would.
    const others = new ReadAhead(readClips({ [Symbol.asyncIterator]: () => iterator }, options), 1);
    try {
      for (const clips of [early, others]) {
        for (let next = await clips.next(); next !== undefined; next = await clips.next()) yield next.value;
      }
    } finally {
      early.close();
      others.close();
    }
  };
}

async function* only(path: WalkedPath): AsyncGenerator<WalkedPath, void, undefined> {
  yield await Promise.resolve(path);
}
