import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newOwner } from '../../cache/file-owner.js';
import { partialName } from '../../cache/publish-file.js';
import { removeLeftovers } from '../../cache/remove-leftovers.js';

/** Short, since a video's own name may be as long as names can be. */
const TEMPORARY = 'xclip-sidecar';

/** A file that gets its name when it is whole and on the disk. All throws system errors. */
export class SidecarFile {
  private constructor(
    private readonly path: string,
    private readonly temporary: string,
    private readonly file: FileHandle,
  ) {}

  static async create(path: string): Promise<SidecarFile> {
    const temporary = join(dirname(path), partialName(TEMPORARY, newOwner()));
    return new SidecarFile(path, temporary, await open(temporary, 'wx'));
  }

  async append(text: string): Promise<void> {
    await this.file.appendFile(text);
  }

  async publish(): Promise<void> {
    await this.file.datasync();
    await this.file.close();
    await rename(this.temporary, this.path);
  }

  /** Leaves nothing. What fails here has failed before, and said so. */
  async abandon(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.temporary, { force: true }).catch(() => undefined);
  }
}

/** Removes what killed runs left half written in a folder. */
export function removeSidecarLeftovers(folder: string): void {
  removeLeftovers(join(folder, TEMPORARY));
}
