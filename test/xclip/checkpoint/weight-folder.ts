import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint } from '../../../src/xclip/checkpoint/open-checkpoint.js';
import type { Checkpoint } from '../../../src/xclip/checkpoint/checkpoint.js';
import { CheckpointError } from '../../../src/errors.js';

/** A folder with weights for one test file. */
export class WeightFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'xclip-weights-')));

  /** Opens the folder with these files in it and no others. */
  open(files: Readonly<Record<string, Buffer | string>>): Checkpoint {
    this.remove();
    mkdirSync(this.path, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(this.path, name), content);
    return openCheckpoint(this.path);
  }

  /** `CODE: message` of the refusal; any error but CheckpointError is thrown on. */
  refusal(files: Readonly<Record<string, Buffer | string>>): string {
    try {
      this.open(files);
    } catch (error) {
      if (error instanceof CheckpointError) return `${error.code}: ${error.message}`;
      throw error;
    }
    return 'accepted';
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
