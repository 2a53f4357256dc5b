import { el } from './dom.js';
import { VirtualList } from './virtual-list.js';

export interface Column {
  name: string;
  /** a width of CSS grid */
  width: string;
  /** what its header holds instead of its name: a button that sorts */
  header?: HTMLElement;
}

interface GridOptions {
  /** unique in the page */
  id: string;
  label: string;
  columns: readonly Column[];
  rowPixels: number;
  /** One element a column. */
  cells: (index: number) => readonly Node[];
  /** Enter, space or a click. */
  onOpen?: (index: number) => void;
}

/** A table of any length with keys: arrows, page up and down, home, end, enter. */
export class Grid {
  readonly element: HTMLElement;
  readonly headers: readonly HTMLElement[];
  readonly #list: VirtualList;
  #active = 0;

  constructor(private readonly options: GridOptions) {
    const { id, label, columns, rowPixels } = options;
    this.#list = new VirtualList({ rowPixels, render: (index) => this.#row(index) });
    this.headers = columns.map(({ name, header }) => el('div', { role: 'columnheader' }, header ?? name));
    const head = el('div', { role: 'row', class: 'grid-row grid-head', 'aria-rowindex': 1 }, ...this.headers);
    this.#lay(head);
    this.element = el(
      'div',
      { id, class: 'grid', role: 'grid', tabindex: 0, 'aria-label': label, 'aria-colcount': columns.length },
      el('div', { role: 'rowgroup', class: 'grid-header' }, head),
      this.#list.element,
    );
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  get active(): number {
    return this.#active;
  }

  show(count: number): void {
    this.#active = 0;
    this.element.setAttribute('aria-rowcount', String(count + 1));
    this.#list.show(count);
    this.#mark();
  }

  refresh(): void {
    this.#list.refresh();
    this.#mark();
  }

  activate(index: number): void {
    if (index < 0 || index >= this.#list.count) return;
    this.#list.rowAt(this.#active)?.removeAttribute('aria-selected');
    this.#active = index;
    this.#list.scrollTo(index);
    this.#mark();
  }

  #mark(): void {
    const row = this.#list.rowAt(this.#active);
    row?.setAttribute('aria-selected', 'true');
    if (row === undefined) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', row.id);
  }

  #row(index: number): HTMLElement {
    const { id, cells, onOpen } = this.options;
    const row = el(
      'div',
      {
        id: `${id}-row-${index}`,
        role: 'row',
        class: index % 2 === 0 ? 'grid-row' : 'grid-row is-odd',
        'aria-rowindex': index + 2,
        'aria-selected': index === this.#active ? 'true' : undefined,
      },
      ...cells(index).map((cell) => el('div', { role: 'gridcell' }, cell)),
    );
    this.#lay(row);
    row.style.height = `${this.options.rowPixels}px`;
    row.addEventListener('click', (event) => {
      if (event.target instanceof Element && event.target.closest('a, button') !== null) return;
      this.activate(index);
      onOpen?.(index);
    });
    return row;
  }

  #lay(row: HTMLElement): void {
    row.style.gridTemplateColumns = this.options.columns.map(({ width }) => width).join(' ');
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      if (this.#active < this.#list.count) this.options.onOpen?.(this.#active);
    } else {
      const to = this.#target(event.key);
      if (to === undefined) return;
      this.activate(Math.max(0, Math.min(to, this.#list.count - 1)));
    }
    event.preventDefault();
  }

  #target(key: string): number | undefined {
    const page = this.#list.pageRows;
    switch (key) {
      case 'ArrowDown':
        return this.#active + 1;
      case 'ArrowUp':
        return this.#active - 1;
      case 'PageDown':
        return this.#active + page;
      case 'PageUp':
        return this.#active - page;
      case 'Home':
        return 0;
      case 'End':
        return this.#list.count - 1;
      default:
        return undefined;
    }
  }
}
