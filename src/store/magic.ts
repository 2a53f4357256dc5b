/** What a Parquet file begins and ends with. */
export const MAGIC = 'PAR1';
