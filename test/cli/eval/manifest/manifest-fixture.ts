import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type Manifest,
  type ManifestOptions,
  readManifest,
} from '../../../../src/cli/eval/manifest/read-manifest.js';

/** Puts files into a folder, by their names and contents. */
export function put(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A list, with what is said of it. */
export async function read(
  path: string,
  options: Partial<ManifestOptions> = {},
): Promise<Manifest & { notes: string[] }> {
  const notes: string[] = [];
  const manifest = await readManifest(
    { path, root: undefined, split: undefined, dataset: undefined, labels: undefined, ...options },
    (line) => notes.push(line),
  );
  return { ...manifest, notes };
}

/** `path: label` of each video, without the folder. */
export function pairs({ videos }: Manifest, folder: string): string[] {
  return Array.from(videos.all(), (video, i) => `${video.replace(`${folder}/`, '')}: ${videos.label(i)}`);
}
