/**
 * The items over and over, until the signal is given or all of them are left out.
 * @param isLeftOut asked each time before an item is given
 */
export async function* cycle<T>(
  items: readonly T[],
  isLeftOut: (item: T) => boolean,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  for (let given = true; given;) {
    given = false;
    for (const item of items) {
      if (signal.aborted) return;
      if (isLeftOut(item)) continue;
      given = true;
      yield await Promise.resolve(item);
    }
  }
}
