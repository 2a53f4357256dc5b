/** The end of a text in so many columns: of a path it says more than its beginning. */
export function fitEnd(text: string, width: number): string {
  return text.length <= width ? text.padEnd(width) : `…${text.slice(text.length - width + 1)}`;
}

/** The beginning of a text in so many columns. */
export function fitStart(text: string, width: number): string {
  return text.length <= width ? text.padEnd(width) : `${text.slice(0, width - 1)}…`;
}
