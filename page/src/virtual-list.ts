import { el } from './dom.js';

/** Past some 16 million pixels browsers lay out no more: then a pixel of the bar stands for several. */
const MOST_PIXELS = 8_000_000;
/** Rows above and below what is seen. */
const SPARE_ROWS = 4;

interface ListOptions {
  rowPixels: number;
  /** An element for a row, `index` in what is shown. */
  render: (index: number) => HTMLElement;
}

/** Rows of one height of which only those exist that are seen, however many there are. */
export class VirtualList {
  readonly element = el('div', { class: 'scroller', role: 'rowgroup' });
  readonly #spacer = el('div', { class: 'spacer', role: 'presentation' });
  readonly #shown = new Map<number, HTMLElement>();
  #count = 0;
  #isDue = false;

  constructor(private readonly options: ListOptions) {
    this.element.append(this.#spacer);
    this.element.addEventListener('scroll', () => this.#schedule(), { passive: true });
    new ResizeObserver(() => this.#schedule()).observe(this.element);
  }

  get count(): number {
    return this.#count;
  }

  /** Other rows, from the top. */
  show(count: number): void {
    this.#count = count;
    this.#spacer.style.height = `${this.#barPixels}px`;
    this.element.scrollTop = 0;
    this.refresh();
  }

  /** Draws all that is seen anew. */
  refresh(): void {
    for (const row of this.#shown.values()) row.remove();
    this.#shown.clear();
    this.#draw();
  }

  /** The row's element, if it is drawn. */
  rowAt(index: number): HTMLElement | undefined {
    return this.#shown.get(index);
  }

  /** Rows that fit. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / this.options.rowPixels));
  }

  scrollTo(index: number): void {
    const { rowPixels } = this.options;
    const top = index * rowPixels;
    const seen = this.element.clientHeight;
    const now = this.#top;
    if (top < now) this.element.scrollTop = top / this.#ratio;
    else if (top + rowPixels > now + seen) this.element.scrollTop = (top + rowPixels - seen) / this.#ratio;
    this.#draw();
  }

  get #barPixels(): number {
    return Math.min(this.#count * this.options.rowPixels, MOST_PIXELS);
  }

  /** Pixels of rows for one of the bar. */
  get #ratio(): number {
    const seen = this.element.clientHeight;
    const all = this.#count * this.options.rowPixels;
    return all <= MOST_PIXELS ? 1 : (all - seen) / (this.#barPixels - seen);
  }

  /** The first pixel of all rows that is seen. */
  get #top(): number {
    return this.element.scrollTop * this.#ratio;
  }

  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#draw();
    });
  }

  #draw(): void {
    const { rowPixels, render } = this.options;
    const top = this.#top;
    const first = Math.max(0, Math.floor(top / rowPixels) - SPARE_ROWS);
    const end = Math.min(this.#count, Math.ceil((top + this.element.clientHeight) / rowPixels) + SPARE_ROWS);
    for (const [index, row] of this.#shown) {
      if (index >= first && index < end) continue;
      row.remove();
      this.#shown.delete(index);
    }
    for (let index = first; index < end; index++) {
      let row = this.#shown.get(index);
      if (row === undefined) {
        row = render(index);
        this.#shown.set(index, row);
        this.element.append(row);
      }
      row.style.transform = `translateY(${this.element.scrollTop + index * rowPixels - top}px)`;
    }
  }
}
