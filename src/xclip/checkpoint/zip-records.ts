/**
 * The records of a zip whose entries are stored as they are, and where their bytes lie in the file. Only what PyTorch
 * writes is understood; ours, since no reader of zips says at which byte a record starts, and onnxruntime maps it there.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { broken, shown, unsupported } from './refusals.js';
import type { WeightFile } from './weight-file.js';
import { readDirectoryRange } from './zip-end.js';

export interface ZipRecord {
  name: string;
  byteOffset: number;
  byteLength: number;
}

/** A large X-CLIP has some 900 records, with names of 30 bytes. */
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024;

const DIRECTORY_ENTRY = { signature: 0x02014b50, bytes: 46 };
const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30 };
const ENCRYPTED = 1;
const STORED = 0;
const ZIP64_EXTRA = 1;
const IN_EXTRA = 0xffffffff;

interface DirectoryEntry {
  name: string;
  headerOffset: number;
  byteLength: number;
}

/**
 * The records by name.
 * @throws CheckpointError BROKEN_CHECKPOINT if the file is cut short or records overlap, are there twice or leave the
 * file; UNSUPPORTED_CHECKPOINT if one is compressed or encrypted
 */
export function readZipRecords(file: WeightFile): Map<string, ZipRecord> {
  const range = readDirectoryRange(file);
  if (range.byteLength > MAX_DIRECTORY_BYTES) {
    throw broken(file.path, `its directory claims ${range.byteLength} bytes`);
  }
  const directory = file.read(range.byteOffset, range.byteLength);
  const records = new Map<string, ZipRecord>();
  const entries: DirectoryEntry[] = [];
  let at = 0;
  while (at < directory.length) {
    const { entry, end } = readEntry(directory, at, file.path);
    entries.push(entry);
    at = end;
  }
  if (entries.length !== range.entryCount) {
    throw broken(file.path, `its directory has ${entries.length} records and claims ${range.entryCount}`);
  }
  let previousEnd = 0;
  for (const entry of entries.sort((a, b) => a.headerOffset - b.headerOffset)) {
    if (entry.headerOffset < previousEnd)
      throw broken(file.path, `record ${shown(entry.name)} overlaps another`);
    if (records.has(entry.name)) throw broken(file.path, `record ${shown(entry.name)} is there twice`);
    const record = locate(file, entry, range.byteOffset);
    records.set(entry.name, record);
    previousEnd = record.byteOffset + record.byteLength;
  }
  return records;
}

function readEntry(directory: Buffer, at: number, path: string): { entry: DirectoryEntry; end: number } {
  const fixedEnd = at + DIRECTORY_ENTRY.bytes;
  if (fixedEnd > directory.length || directory.readUInt32LE(at) !== DIRECTORY_ENTRY.signature) {
    throw broken(path, 'its directory is not one of a zip');
  }
  const nameEnd = fixedEnd + directory.readUInt16LE(at + 28);
  const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
  const end = extraEnd + directory.readUInt16LE(at + 32);
  if (end > directory.length) throw broken(path, 'its directory ends inside an entry');
  const name = directory.toString('utf8', fixedEnd, nameEnd);
  if ((directory.readUInt16LE(at + 8) & ENCRYPTED) !== 0 || directory.readUInt16LE(at + 10) !== STORED) {
    throw unsupported(path, `its record ${shown(name)} is compressed or encrypted`, 'PyTorch writes neither');
  }
  const sizes = [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 20)];
  const [byteLength, packedLength, headerOffset] = withExtra(
    [...sizes, directory.readUInt32LE(at + 42)],
    directory.subarray(nameEnd, extraEnd),
  );
  if (byteLength === undefined || byteLength !== packedLength || headerOffset === undefined) {
    throw broken(path, `the sizes of its record ${shown(name)} make no sense`);
  }
  return { entry: { name, headerOffset, byteLength }, end };
}

/** Numbers too large for 32 bits stand in an extra field, in the same order. Undefined where it lacks one. */
function withExtra(values: readonly number[], extra: Buffer): (number | undefined)[] {
  const large: (number | undefined)[] = [];
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_EXTRA) continue;
    const end = Math.min(at + 4 + extra.readUInt16LE(at + 2), extra.length);
    for (let place = at + 4; place + 8 <= end; place += 8) large.push(Number(extra.readBigUInt64LE(place)));
    break;
  }
  return values.map((value) => (value === IN_EXTRA ? large.shift() : value));
}

/** The bytes of a record follow its own header, whose length only it knows. */
function locate(file: WeightFile, entry: DirectoryEntry, directoryOffset: number): ZipRecord {
  const { name, headerOffset, byteLength } = entry;
  const nameOffset = headerOffset + LOCAL_HEADER.bytes;
  if (nameOffset > directoryOffset) throw broken(file.path, `record ${shown(name)} lies outside of the file`);
  const header = file.read(headerOffset, LOCAL_HEADER.bytes);
  const nameBytes = header.readUInt16LE(26);
  const byteOffset = nameOffset + nameBytes + header.readUInt16LE(28);
  if (byteOffset + byteLength > directoryOffset) {
    throw broken(file.path, `record ${shown(name)} lies outside of the file`);
  }
  const isHeader = header.readUInt32LE(0) === LOCAL_HEADER.signature && header.readUInt16LE(8) === STORED;
  if (!isHeader || file.read(nameOffset, nameBytes).toString('utf8') !== name) {
    throw broken(file.path, `record ${shown(name)} is not where the directory says`);
  }
  return { name, byteOffset, byteLength };
}
