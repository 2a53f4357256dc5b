import type { PickleBytes } from './pickle-bytes.js';
import { BrokenPickle } from './pickle-error.js';
import type { Dict, List, Pickled } from './values.js';

/** A large X-CLIP's state dict makes some 40,000. */
const MAX_VALUES = 1_000_000;

/** The stack and the memo of a pickle being read. */
export class PickleMachine {
  readonly #stack: Pickled[] = [];
  /** heights of the stack where groups of items start */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, Pickled>();
  #valueCount = 0;

  constructor(readonly bytes: PickleBytes) {}

  push(value: Pickled): void {
    if (++this.#valueCount > MAX_VALUES) throw new BrokenPickle(`it makes more than ${MAX_VALUES} values`);
    this.#stack.push(value);
  }

  pop(): Pickled {
    this.top();
    return this.#stack.pop() ?? null;
  }

  /** The last value, which stays. */
  top(): Pickled {
    const floor = this.#marks.at(-1) ?? 0;
    const value = this.#stack.at(-1);
    if (value === undefined || this.#stack.length <= floor) throw new BrokenPickle('it lacks a value');
    return value;
  }

  mark(): void {
    if (++this.#valueCount > MAX_VALUES) throw new BrokenPickle(`it makes more than ${MAX_VALUES} values`);
    this.#marks.push(this.#stack.length);
  }

  /** All values since the last mark. */
  popMark(): Pickled[] {
    const height = this.#marks.pop();
    if (height === undefined) throw new BrokenPickle('it lacks a mark');
    return this.#stack.splice(height);
  }

  popMany(count: number): Pickled[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  topList(): List {
    const value = this.top();
    if (typeof value !== 'object' || value?.kind !== 'list') throw new BrokenPickle('it appends to no list');
    return value;
  }

  topDict(): Dict {
    const value = this.top();
    if (typeof value !== 'object' || value?.kind !== 'dict')
      throw new BrokenPickle('it sets keys of no dict');
    return value;
  }

  remember(place: number): void {
    this.#memo.set(place, this.top());
  }

  /** MEMOIZE counts the places itself. */
  rememberNext(): void {
    this.remember(this.#memo.size);
  }

  recall(place: number): Pickled {
    const value = this.#memo.get(place);
    if (value === undefined) throw new BrokenPickle('it recalls a value that it never had');
    return value;
  }

  /** The result: the one value left. */
  finish(): Pickled {
    const value = this.pop();
    if (this.#stack.length > 0 || this.#marks.length > 0) throw new BrokenPickle('it ends too early');
    if (!this.bytes.isAtEnd) throw new BrokenPickle('more follows its end');
    return value;
  }
}
