/** Numbers as the tables and charts show them. */

/** Three digits that count. */
export function short(value) {
  if (value === undefined || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 3));
}

export function count(value) {
  return value.toLocaleString('en-US');
}

export function spreadText({ min, median, max }, scale = 1) {
  return [min, median, max].map((value) => short(value * scale)).join(' / ');
}

export function megabytes(bytes) {
  return (bytes / 1e6).toFixed(0);
}
