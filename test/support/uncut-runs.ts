import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { beside, expectSame } from './resume-files.js';
import { runHere } from './run-here.js';
import { tempFolder } from './temp-folder.js';

interface RunSettings {
  /** puts videos into a folder, below `videos` */
  fill: (folder: string) => void;
  outputs: readonly string[];
  args: (output: string) => string[];
}

/** For the tests of a file: runs that nobody disturbed, to begin with and to come to. */
export interface UncutRuns {
  /** the running test's own, with videos and no output */
  readonly folder: string;
  /** that of the same videos with all outputs */
  readonly uncutFolder: string;
  /** Puts a finished run into the test's folder. */
  finish(output: string): void;
  /** The output in the test's folder is that of the undisturbed run. */
  expectUncut(output: string): void;
  /** It is that of the folder's videos as they are by now. */
  expectWhole(output: string): Promise<void>;
}

export function uncutRuns({ fill, outputs, args }: RunSettings): UncutRuns {
  let [folder, uncutFolder] = ['', ''];
  beforeAll(async () => {
    uncutFolder = mkdtempSync(join(tmpdir(), 'xclip-uncut-'));
    fill(uncutFolder);
    for (const output of outputs) await runHere(args(output), { cwd: uncutFolder });
  });
  afterAll(() => rmSync(uncutFolder, { recursive: true }));
  beforeEach(() => {
    folder = tempFolder();
    fill(folder);
  });
  return {
    get folder() {
      return folder;
    },
    get uncutFolder() {
      return uncutFolder;
    },
    finish: (output) => {
      for (const name of beside(uncutFolder, output))
        copyFileSync(join(uncutFolder, name), join(folder, name));
    },
    expectUncut: (output) => expectSame(folder, uncutFolder, output),
    expectWhole: async (output) => {
      const other = tempFolder();
      symlinkSync(join(folder, 'videos'), join(other, 'videos'));
      await runHere(args(output), { cwd: other });
      expectSame(folder, other, output);
    },
  };
}
