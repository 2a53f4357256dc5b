/** What a reader says of its file, when its rows are in the columns. */
export interface ReadResult {
  kind: 'clips' | 'videos';
  notes: string[];
}
