/** Zips for tests, as PyTorch writes them or wrong in one way. */
export interface RecordToWrite {
  name: string;
  data: Buffer;
  /** where the directory says that it lies; where it does by default */
  offset?: number;
  /** the length that the directory claims */
  byteLength?: number;
  method?: number;
  flags?: number;
  /** bytes between the name and the data, as PyTorch pads to 64 */
  extra?: Buffer;
  /** the directory keeps its sizes in the 64-bit extra field */
  large?: boolean;
}

interface ZipOptions {
  /** write the 64-bit end records, as PyTorch does */
  end64?: boolean;
  entryCount?: number;
  directoryBytes?: number;
  directoryOffset?: number;
}

const SATURATED = 0xffffffff;

function header(record: RecordToWrite): Buffer {
  const fixed = Buffer.alloc(30);
  fixed.writeUInt32LE(0x04034b50, 0);
  fixed.writeUInt16LE(record.flags ?? 0, 6);
  fixed.writeUInt16LE(record.method ?? 0, 8);
  fixed.writeUInt16LE(Buffer.byteLength(record.name), 26);
  fixed.writeUInt16LE(record.extra?.length ?? 0, 28);
  return Buffer.concat([fixed, Buffer.from(record.name), record.extra ?? Buffer.alloc(0)]);
}

function directoryEntry(record: RecordToWrite, offset: number): Buffer {
  const fixed = Buffer.alloc(46);
  const byteLength = record.byteLength ?? record.data.length;
  const large = record.large === true;
  fixed.writeUInt32LE(0x02014b50, 0);
  fixed.writeUInt16LE(record.flags ?? 0, 8);
  fixed.writeUInt16LE(record.method ?? 0, 10);
  fixed.writeUInt32LE(large ? SATURATED : byteLength, 20);
  fixed.writeUInt32LE(large ? SATURATED : byteLength, 24);
  fixed.writeUInt16LE(Buffer.byteLength(record.name), 28);
  fixed.writeUInt16LE(large ? 28 : 0, 30);
  fixed.writeUInt32LE(large ? SATURATED : offset, 42);
  const extra = Buffer.alloc(large ? 28 : 0);
  if (large) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(BigInt(byteLength), 4);
    extra.writeBigUInt64LE(BigInt(byteLength), 12);
    extra.writeBigUInt64LE(BigInt(offset), 20);
  }
  return Buffer.concat([fixed, Buffer.from(record.name), extra]);
}

function end64(entryCount: number, directoryBytes: number, directoryOffset: number, at: number): Buffer {
  const buffer = Buffer.alloc(76);
  buffer.writeUInt32LE(0x06064b50, 0);
  buffer.writeBigUInt64LE(44n, 4);
  buffer.writeBigUInt64LE(BigInt(entryCount), 24);
  buffer.writeBigUInt64LE(BigInt(entryCount), 32);
  buffer.writeBigUInt64LE(BigInt(directoryBytes), 40);
  buffer.writeBigUInt64LE(BigInt(directoryOffset), 48);
  buffer.writeUInt32LE(0x07064b50, 56);
  buffer.writeBigUInt64LE(BigInt(at), 64);
  buffer.writeUInt32LE(1, 72);
  return buffer;
}

export function zip(records: readonly RecordToWrite[], options: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const record of records) {
    entries.push(directoryEntry(record, record.offset ?? at));
    const whole = Buffer.concat([header(record), record.data]);
    parts.push(whole);
    at += whole.length;
  }
  const directory = Buffer.concat(entries);
  const { entryCount = entries.length, directoryBytes = directory.length, directoryOffset = at } = options;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entryCount & 0xffff, 8);
  end.writeUInt16LE(entryCount & 0xffff, 10);
  end.writeUInt32LE(directoryBytes % 2 ** 32, 12);
  end.writeUInt32LE(directoryOffset % 2 ** 32, 16);
  const tail =
    options.end64 === true
      ? end64(entryCount, directoryBytes, directoryOffset, at + directory.length)
      : Buffer.alloc(0);
  return Buffer.concat([...parts, directory, tail, end]);
}

/** A state dict in a zip, with `storageBytes` in the record of each key. */
export function torchFile(
  pickled: Buffer,
  storages: Readonly<Record<string, Buffer>> = { 0: Buffer.alloc(24) },
): Buffer {
  const data = Object.entries(storages).map(([key, bytes]) => ({ name: `archive/data/${key}`, data: bytes }));
  return zip(
    [
      { name: 'archive/data.pkl', data: pickled },
      ...data,
      { name: 'archive/version', data: Buffer.from('3\n') },
    ],
    {
      end64: true,
    },
  );
}
