/** Files beside videos that say what was found in them. */
import { constants, existsSync } from 'node:fs';
import { access, lstat, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, systemCodeOf, VideoError, XclipError } from '../../errors.js';
import { unwritableOutput } from '../../files/unwritable-output.js';
import type { Rows } from '../formats/output-format.js';
import { SidecarFile } from './sidecar-file.js';
import {
  isOurs,
  SIDECAR_TEXTS,
  type SidecarFacts,
  type SidecarName,
  type SidecarText,
  type TagRowKind,
} from './sidecar-kinds.js';
import { refuseTwin, sidecarFile } from './sidecar-place.js';

export interface SidecarOptions {
  names: readonly SidecarName[];
  /** beside the videos if undefined */
  folder: string | undefined;
  /** replace what is not ours */
  overwrite: boolean;
}

/** As much as it takes to know whose a file is. */
const HEAD_BYTES = 4096;
/** What is no video's fault: with every other one it would happen again. */
const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE'];

/** Whether all of a video's sidecars are there. */
export function hasSidecars(video: string, { names, folder }: SidecarOptions): boolean {
  return names.every((name) => existsSync(sidecarFile(video, name, folder)));
}

/** Why a video's sidecars cannot be written, as far as it can be known before the video is read. */
export async function sidecarObstacle(
  video: string,
  { names, folder, overwrite }: SidecarOptions,
): Promise<VideoError | undefined> {
  try {
    refuseTwin(video, folder);
    for (const name of names) {
      const path = sidecarFile(video, name, folder);
      if (folder === undefined) await access(dirname(path), constants.W_OK);
      if (!overwrite) await refuseForeign(path, name);
    }
    return undefined;
  } catch (error) {
    const told = unwritableSidecar(video, error);
    if (told instanceof VideoError) return told;
    throw told;
  }
}

async function refuseForeign(path: string, name: SidecarName): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    // Anything else would come again, once all is computed: a name too long, a file in a folder's place.
    if (systemCodeOf(error) !== 'ENOENT') throw error;
    return undefined;
  });
  if (found === undefined) return;
  if (found.isFile() && isOurs(name, await headOf(path))) return;
  throw new VideoError(`${path} is there, and is no sidecar of xclip`, {
    code: 'SIDECAR_EXISTS',
    hint: 'move it, or give --overwrite to replace it',
  });
}

async function headOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The sidecars of the video that is under way. */
export class VideoSidecars<Kind extends TagRowKind> {
  private constructor(
    readonly video: string,
    private readonly files: readonly { file: SidecarFile; text: SidecarText<Rows[Kind]> }[],
  ) {}

  /** @throws VideoError SIDECAR_UNWRITABLE; XclipError OUTPUT_UNWRITABLE where the disk is full */
  static async create<Kind extends TagRowKind>(
    kind: Kind,
    video: string,
    { names, folder }: SidecarOptions,
    facts: SidecarFacts,
  ): Promise<VideoSidecars<Kind>> {
    const files: { file: SidecarFile; text: SidecarText<Rows[Kind]> }[] = [];
    const sidecars = new VideoSidecars<Kind>(video, files);
    await sidecars.#guarded(async () => {
      for (const name of names) {
        const path = sidecarFile(video, name, folder);
        const text = SIDECAR_TEXTS[kind][name]?.(video, facts);
        if (text === undefined) throw new TypeError(`no sidecar ${name} of ${kind}`);
        if (folder !== undefined) await mkdir(dirname(path), { recursive: true });
        const file = await SidecarFile.create(path);
        files.push({ file, text });
        await file.append(text.header);
      }
    });
    return sidecars;
  }

  async add(row: Rows[Kind]): Promise<void> {
    await this.#guarded(async () => {
      for (const { file, text } of this.files) await file.append(text.toText(row));
    });
  }

  /** All of the video is in them. */
  async publish(): Promise<void> {
    await this.#guarded(async () => {
      for (const { file, text } of this.files) {
        await file.append(text.footer);
        await file.publish();
      }
    });
  }

  async abandon(): Promise<void> {
    for (const { file } of this.files) await file.abandon();
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.abandon();
      throw unwritableSidecar(this.video, error);
    }
  }
}

function unwritableSidecar(video: string, cause: unknown): Error {
  const code = systemCodeOf(cause);
  if (cause instanceof XclipError || code === undefined)
    return cause instanceof Error ? cause : new TypeError(messageOf(cause));
  if (NO_ROOM.includes(code)) return unwritableOutput(`a sidecar of ${video}`, cause);
  return new VideoError(`its sidecar cannot be written: ${messageOf(cause)}`, {
    code: 'SIDECAR_UNWRITABLE',
    hint: 'make its folder writable, or name another with --sidecar-dir',
    cause,
  });
}
