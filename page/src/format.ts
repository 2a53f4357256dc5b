const count = new Intl.NumberFormat('en');

export function formatCount(value: number): string {
  return count.format(value);
}

/** `87.2 %` of what lies between 0 and 1, else the number: cosines are scores, too. */
export function formatProbability(value: number): string {
  return value >= 0 && value <= 1 ? `${(value * 100).toFixed(1)}\u00a0%` : value.toFixed(3);
}

/** `3.20 s`, `1:02:03.4` */
export function formatSeconds(seconds: number): string {
  if (Math.abs(seconds) < 60) return `${seconds.toFixed(2)} s`;
  const sign = seconds < 0 ? '-' : '';
  const tenths = Math.round(Math.abs(seconds) * 10);
  const [hours, minutes, rest] = [
    Math.floor(tenths / 36_000),
    Math.floor(tenths / 600) % 60,
    (tenths % 600) / 10,
  ];
  const end = rest.toFixed(1).padStart(4, '0');
  return hours === 0
    ? `${sign}${minutes}:${end}`
    : `${sign}${hours}:${String(minutes).padStart(2, '0')}:${end}`;
}

export function formatSpan(start: number, end: number): string {
  return `${formatSeconds(start)} – ${formatSeconds(end)}`;
}
