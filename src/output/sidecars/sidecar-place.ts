import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, parse, relative, resolve, sep } from 'node:path';
import { VideoError } from '../../errors.js';
import type { SidecarName } from './sidecar-kinds.js';

/** Where a video's sidecars stand, but for their last extension: beside it, or below a folder that mirrors where it is. */
function stemOf(video: string, folder: string | undefined): string {
  return folder === undefined ? `${video}.xclip` : join(folder, `${mirrored(video)}.xclip`);
}

export function sidecarFile(video: string, name: SidecarName, folder: string | undefined): string {
  return `${stemOf(video, folder)}.${name}`;
}

export function sidecarFolder(video: string, folder: string | undefined): string {
  return dirname(stemOf(video, folder));
}

/** From the working folder on; of a video outside it, its whole path without the root. */
function mirrored(video: string): string {
  const whole = resolve(video);
  const inside = relative(process.cwd(), whole);
  if (isInside(inside)) return inside;
  const { root } = parse(whole);
  return join(root.replace(/[^A-Za-z0-9]/g, ''), whole.slice(root.length));
}

function isInside(path: string): boolean {
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/**
 * `/data/a.mp4` would have the sidecar of `data/a.mp4`, if that is there.
 * @throws VideoError SIDECAR_EXISTS
 */
export function refuseTwin(video: string, folder: string | undefined): void {
  if (folder === undefined || isInside(relative(process.cwd(), resolve(video)))) return;
  const twin = mirrored(video);
  if (!existsSync(twin)) return;
  throw new VideoError(`its sidecars below ${folder} would be those of ${twin}`, {
    code: 'SIDECAR_EXISTS',
    hint: 'tag them apart, each with a --sidecar-dir of its own',
  });
}
