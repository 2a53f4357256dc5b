/** Nine significant digits tell any two fp32 numbers apart. */
export function toDigits(value: number): number {
  return Number(value.toPrecision(9));
}

/** Times to the microsecond: finer than any container's clock that matters. */
export function toMicroseconds(seconds: number): number {
  return Number(seconds.toFixed(6));
}
