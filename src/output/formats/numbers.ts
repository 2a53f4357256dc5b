/** Nine significant digits tell any two fp32 numbers apart. */
export function toDigits(value: number): number {
  return Number(value.toPrecision(9));
}

/** A number in a column of fractions: `1.0`, since `1` beside `1.5` is another type to some readers. */
export function toFraction(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Times to the microsecond: finer than any container's clock that matters. */
export function toMicroseconds(seconds: number): number {
  return Number(seconds.toFixed(6));
}
