import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../errors.js';
import { fileIdentity } from '../../files/file-identity.js';
import { walk, type WalkOptions } from '../../pipeline/find/walk.js';
import { allFilesOf } from './output-files.js';

/** What a run reads, by what it is to the run: `the labels`, `a video`. */
export type NamedInputs = Readonly<Record<string, Iterable<string | undefined>>>;

/** The files of a run's output that are there already. None may be one that it reads, whatever each is called. */
export class ExistingOutputs {
  private constructor(private readonly names: ReadonlyMap<string, string>) {}

  /**
   * Of stdout, if undefined: none.
   * @param more that a command writes beside it
   */
  static async of(output: string | undefined, more: readonly string[] = []): Promise<ExistingOutputs> {
    const names = new Map<string, string>();
    for (const file of output === undefined ? [] : [...allFilesOf(output), ...more]) {
      const identity = await fileIdentity(file);
      if (identity !== undefined) names.set(identity, file);
    }
    return new ExistingOutputs(names);
  }

  /** @throws UsageError OUTPUT_IS_INPUT */
  async refuse(inputs: NamedInputs): Promise<void> {
    if (this.names.size === 0) return;
    for (const [what, paths] of Object.entries(inputs))
      for (const path of paths) if (path !== undefined) await this.#refuseOne(what, path);
  }

  /** The videos below folders, each looked at. @throws UsageError OUTPUT_IS_INPUT, and what walking throws */
  async refuseVideosOf(options: WalkOptions): Promise<void> {
    if (this.names.size === 0) return;
    for await (const { path, error } of walk(options))
      if (error === undefined) await this.#refuseOne('a video', path);
  }

  /** @throws UsageError OUTPUT_IS_INPUT */
  async refuseModel(folder: string): Promise<void> {
    if (this.names.size === 0) return;
    const files = await readdir(folder).catch(() => []);
    await this.refuse({ 'a file of the model': files.map((name) => join(folder, name)) });
  }

  async #refuseOne(what: string, path: string): Promise<void> {
    const identity = await fileIdentity(path);
    const output = identity === undefined ? undefined : this.names.get(identity);
    if (output === undefined) return;
    const which = output === path ? what : `${what} (${path})`;
    throw new UsageError(`${output}, which would be written, is ${which} that this run reads`, {
      code: 'OUTPUT_IS_INPUT',
      hint: 'choose another --output',
    });
  }
}
