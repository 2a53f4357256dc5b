const MEGABYTE = 1e6;
const GIGABYTE = 1e9;

/** An amount for people: `0 MB`, `170 MB`, `1.2 GB`, `640 GB`. */
export function bytesText(bytes: number): string {
  if (bytes < GIGABYTE) return `${Math.round(bytes / MEGABYTE)} MB`;
  const gigabytes = bytes / GIGABYTE;
  return `${gigabytes < 10 ? gigabytes.toFixed(1) : Math.round(gigabytes)} GB`;
}
