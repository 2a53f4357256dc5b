import { rm } from 'node:fs/promises';
import { unwritableOutput } from '../files/unwritable-output.js';

/** Removes a file beside an output, if it is there. @throws XclipError OUTPUT_UNWRITABLE */
export async function removeOutput(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw unwritableOutput(path, error);
  }
}
