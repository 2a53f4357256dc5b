import { open, rename, rm, stat } from 'node:fs/promises';
import { unwritableOutput } from '../../files/unwritable-output.js';
import { partialOf } from '../../output/journal/run-files.js';

/** Pieces are small: they are gathered before they are written. */
const BLOCK_CHARACTERS = 1 << 20;

/** Whole or not at all, but for a pipe or device. @returns its bytes. @throws XclipError OUTPUT_UNWRITABLE */
export async function writePage(output: string, parts: Iterable<string>): Promise<number> {
  const isPlain = (await stat(output).catch(() => undefined))?.isFile() ?? true;
  const path = isPlain ? partialOf(output) : output;
  try {
    const bytes = await write(path, parts);
    if (isPlain) await rename(path, output);
    return bytes;
  } catch (error) {
    if (isPlain) await rm(path, { force: true });
    throw unwritableOutput(output, error);
  }
}

async function write(path: string, parts: Iterable<string>): Promise<number> {
  const file = await open(path, 'w');
  let bytes = 0;
  let block = '';
  const flush = async (): Promise<void> => {
    await file.appendFile(block);
    bytes += Buffer.byteLength(block);
    block = '';
  };
  try {
    for (const part of parts) {
      block += part;
      if (block.length >= BLOCK_CHARACTERS) await flush();
    }
    await flush();
    return bytes;
  } finally {
    await file.close();
  }
}
