import { stat } from 'node:fs/promises';

/**
 * What two names of one file have in common, hard links and symbolic ones too; undefined for what is not there, or is no
 * regular file.
 */
export async function fileIdentity(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
  } catch {
    return undefined; // whoever opens it will say why
  }
}
