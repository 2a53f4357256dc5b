/** Clips of a store that are nearly the same, found by blocks of products: memory does not grow with their square. */
import { at } from '../../at.js';
import type { Store } from '../../store/store-reader.js';
import { RowProducts } from '../../xclip/row-products.js';
import { ClipPlaces } from './clip-places.js';
import { cosineOf, dot } from './cosine.js';
import { EmbeddingRows } from './embedding-rows.js';

/** A clip and those after it in the store that are nearly the same. */
export interface DuplicateGroup {
  /** the first */
  row: number;
  /** the others, most alike first */
  others: { row: number; score: number }[];
}

export interface DuplicateOptions {
  store: Store;
  /** the cosine from which on two clips are nearly the same, above 0 */
  least: number;
  /** called once for each clip whose group is known */
  onClip?: () => void;
  /** for tests: no result depends on them */
  sizes?: DuplicateSizes;
}

export interface DuplicateSizes {
  /** rows in memory that are compared with all after them */
  panelRows: number;
  /** rows that a product takes of either side */
  blockRows: number;
}

/** Embeddings that are held at a time: of 512 numbers, 65,536. */
const PANEL_BYTES = 128 * 1024 * 1024;
const BLOCK_ROWS = 1024;
const NONE = -1;

/**
 * In the store's order, a clip that belongs to no earlier one takes all later ones, not taken yet, that are alike to it. So
 * each clip is in one group at most, and every cosine is with its group's first. Clips of one video that overlap are
 * alike for that, and never taken.
 * @throws XclipError STORE_DAMAGED, NOT_FINITE
 */
export async function findDuplicates(
  options: DuplicateOptions,
): Promise<{ groups: DuplicateGroup[]; places: ClipPlaces }> {
  const { store } = options;
  const places = await ClipPlaces.of(store);
  const { width } = store.description.embedding;
  const sizes = options.sizes ?? {
    panelRows: Math.max(BLOCK_ROWS, Math.floor(PANEL_BYTES / 4 / width)),
    blockRows: BLOCK_ROWS,
  };
  const products = new RowProducts();
  try {
    const search = new DuplicateSearch({ ...options, sizes }, places, products);
    for (let first = 0; first < store.clipCount; first += sizes.panelRows) await search.panel(first);
    return { groups: search.groups(), places };
  } finally {
    await products.close();
  }
}

class DuplicateSearch {
  readonly #owner: Int32Array;
  readonly #scores: Float64Array;
  readonly #width: number;
  /** below this, a product in single precision is no sign of a cosine that is enough */
  readonly #leastProduct: number;

  constructor(
    private readonly options: DuplicateOptions & { sizes: DuplicateSizes },
    private readonly places: ClipPlaces,
    private readonly products: RowProducts,
  ) {
    const { clipCount, description } = options.store;
    this.#owner = new Int32Array(clipCount).fill(NONE);
    this.#scores = new Float64Array(clipCount);
    this.#width = description.embedding.width;
    // Each of `width` additions rounds, and the rows were rounded to length 1.
    this.#leastProduct = options.least - (this.#width + 4) * 2 ** -23;
  }

  /** Some rows, held in memory, against each other and all after them. */
  async panel(first: number): Promise<void> {
    const { store, sizes, onClip } = this.options;
    const end = Math.min(first + sizes.panelRows, store.clipCount);
    const panel = new EmbeddingRows(first, end - first, this.#width);
    let later = this.#newBlock(end);
    for await (const { firstRow, rows } of store.embeddings(first)) {
      for (const [i, embedding] of rows.entries()) {
        const row = firstRow + i;
        if (row < first) continue;
        if (row < end) panel.add(embedding);
        if (row === end - 1) await this.#within(panel, onClip);
        if (row < end) continue;
        later.add(embedding);
        if (later.isFull || row === store.clipCount - 1) {
          await this.#against(panel, later);
          later = this.#newBlock(row + 1);
        }
      }
    }
  }

  /** Rows that belong to others, each with its group's first. */
  groups(): DuplicateGroup[] {
    const groups = new Map<number, DuplicateGroup>();
    for (const [row, owner] of this.#owner.entries()) {
      if (owner === NONE) continue;
      const group = groups.get(owner) ?? { row: owner, others: [] };
      groups.set(owner, group);
      group.others.push({ row, score: at(this.#scores, row) });
    }
    const inOrder = [...groups.values()].sort((a, b) => a.row - b.row);
    for (const { others } of inOrder) others.sort((a, b) => b.score - a.score || a.row - b.row);
    return inOrder;
  }

  #newBlock(first: number): EmbeddingRows {
    const rows = Math.min(this.options.sizes.blockRows, this.options.store.clipCount - first);
    return new EmbeddingRows(first, Math.max(rows, 0), this.#width);
  }

  async #within(panel: EmbeddingRows, onClip: () => void = () => undefined): Promise<void> {
    const blocks = panel.blocks(this.options.sizes.blockRows);
    for (const [b, block] of blocks.entries()) {
      // Each block in its own order first: who is taken takes none.
      await this.#take(block, block);
      for (const other of blocks.slice(b + 1)) await this.#take(block, other);
      for (let i = 0; i < block.rowCount; i++) onClip();
    }
  }

  async #against(panel: EmbeddingRows, later: EmbeddingRows): Promise<void> {
    for (const block of panel.blocks(this.options.sizes.blockRows)) await this.#take(block, later);
  }

  /** Lets the free rows of `some` take what is alike and free among `others`, in their order. */
  async #take(some: EmbeddingRows, others: EmbeddingRows): Promise<void> {
    const [takers, free] = [this.#freeOf(some), this.#freeOf(others)];
    if (takers.length === 0 || free.length === 0) return;
    const products = await this.products.of(some.unitRows(takers), others.unitRows(free), this.#width);
    for (const [t, taker] of takers.entries()) {
      if (this.#owner[taker] !== NONE) continue;
      const rowProducts = products.subarray(t * free.length, (t + 1) * free.length);
      for (let f = 0; f < free.length; f++) {
        if (at(rowProducts, f) >= this.#leastProduct) this.#offer(taker, at(free, f), some, others);
      }
    }
  }

  /** The product only says which pairs are worth a look: what counts is exact, whatever the blocks. */
  #offer(taker: number, row: number, some: EmbeddingRows, others: EmbeddingRows): void {
    if (row <= taker || this.#owner[row] !== NONE) return;
    const product = dot(some.row(taker), others.row(row));
    const cosine = cosineOf(product, some.own(taker), others.own(row));
    if (cosine < this.options.least || this.places.overlap(taker, row)) return;
    this.#owner[row] = taker;
    this.#scores[row] = cosine;
  }

  #freeOf({ firstRow, rowCount }: EmbeddingRows): number[] {
    const free: number[] = [];
    for (let row = firstRow; row < firstRow + rowCount; row++) if (this.#owner[row] === NONE) free.push(row);
    return free;
  }
}
