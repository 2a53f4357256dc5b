import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';

/** Extensions that videos share with source code: MPEG transport streams and TypeScript. */
export const SHARED_EXTENSIONS: ReadonlySet<string> = new Set(['ts', 'mts']);

const READ_BYTES = 4096;
const SYNC = 0x47;
/** Of transport streams: plain, with a time before each packet, with a correction after each. */
const PACKET_BYTES = [188, 192, 204];

/** Whether a file is text, and no transport stream, by its first bytes; false for what cannot be read. */
export async function isTextFile(place: string | Buffer): Promise<boolean> {
  try {
    const file = await open(place, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, 0);
      const bytes = buffer.subarray(0, bytesRead);
      return bytes.length > 0 && isText(bytes) && !isTransportStream(bytes);
    } finally {
      await file.close();
    }
  } catch {
    return false; // who decodes it will say why
  }
}

function isText(bytes: Buffer): boolean {
  // Up to three bytes of a last character may be beyond the end.
  const isWhole = [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, bytes.length - cut)));
  return isWhole && !bytes.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(byte));
}

/** A few packets follow each other, wherever the first begins. */
function isTransportStream(bytes: Buffer): boolean {
  return PACKET_BYTES.some((size) =>
    Array.from({ length: size }, (_, start) => start).some((start) =>
      [0, 1, 2, 3].every((packet) => bytes[start + packet * size] === SYNC),
    ),
  );
}
