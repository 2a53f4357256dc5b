import { at } from '../../at.js';

/** Numbers, the smallest first. */
export class MinHeap {
  readonly #values: number[] = [];

  push(value: number): void {
    const values = this.#values;
    let place = values.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = at(values, parent);
      if (above <= value) break;
      values[place] = above;
      place = parent;
    }
    values[place] = value;
  }

  pop(): number | undefined {
    const values = this.#values;
    const [first] = values;
    const last = values.pop();
    if (last === undefined || values.length === 0) return first;
    let place = 0;
    for (;;) {
      const child = this.#smallerChild(place);
      const below = values[child];
      if (below === undefined || below >= last) break;
      values[place] = below;
      place = child;
    }
    values[place] = last;
    return first;
  }

  #smallerChild(place: number): number {
    const left = 2 * place + 1;
    return (this.#values[left + 1] ?? Infinity) < (this.#values[left] ?? Infinity) ? left + 1 : left;
  }
}
