/** What a Parquet file begins and ends with. On its own, since who only looks for it need not load a reader. */
export const MAGIC = 'PAR1';
