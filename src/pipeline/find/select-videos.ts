import { compareBytes, type StampedPath } from './walk.js';

/** Orders of work. */
export const WORK_ORDERS = ['path', 'newest', 'oldest', 'largest', 'smallest'] as const;
export type WorkOrder = (typeof WORK_ORDERS)[number];

/** What is taken of what a walk finds. */
export interface Selection {
  /** files last changed before are left out; undefined: none are */
  newerThanMs: number | undefined;
  /** `path`, in which a walk finds them; for another one all are held at once */
  order: WorkOrder;
  /** of what is to wait for another run, false; undefined: nothing is */
  isReady?: ((path: StampedPath) => boolean) | undefined;
}

/** What cannot be looked at is kept, since whoever opens it will say why; in another order it comes last. */
export async function* selectVideos(
  paths: AsyncIterable<StampedPath>,
  { newerThanMs, order, isReady }: Selection,
  onOld: () => void = () => undefined,
): AsyncGenerator<StampedPath, void, undefined> {
  const held: StampedPath[] = [];
  for await (const path of paths) {
    if (isReady?.(path) === false) continue;
    const isOld =
      newerThanMs !== undefined && path.stamp !== undefined && path.stamp.modifiedMs < newerThanMs;
    if (isOld) onOld();
    else if (order === 'path') yield path;
    else held.push(path);
  }
  if (order !== 'path') yield* held.sort(COMPARE[order]);
}

type Compare = (a: StampedPath, b: StampedPath) => number;

const byPath: Compare = (a, b) => compareBytes(a.path, b.path);

/** Equal ones by path: the order never depends on how they were found. */
function by(keyOf: (stamp: NonNullable<StampedPath['stamp']>) => number): Compare {
  const key = ({ stamp }: StampedPath): number => (stamp === undefined ? Infinity : keyOf(stamp));
  return (a, b) => (key(a) === key(b) ? byPath(a, b) : key(a) - key(b));
}

const COMPARE: Readonly<Record<WorkOrder, Compare>> = {
  path: byPath,
  newest: by(({ modifiedMs }) => -modifiedMs),
  oldest: by(({ modifiedMs }) => modifiedMs),
  largest: by(({ sizeBytes }) => -sizeBytes),
  smallest: by(({ sizeBytes }) => sizeBytes),
};
