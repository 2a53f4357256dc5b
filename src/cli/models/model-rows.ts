import { BUNDLED_MODELS, bundledModelFolder } from '../../hub/bundled-models.js';
import { KNOWN_MODELS } from '../../hub/known-models.js';
import { resolveCheckpoint } from '../../hub/resolve-checkpoint.js';
import { parseConfig } from '../../xclip/config.js';
import { requireJsonFile } from '../../xclip/json-file.js';

export interface ModelRow {
  id: string;
  /** frames a clip */
  frames: number | undefined;
  /** width and height of a frame */
  pixels: number | undefined;
  /** work for one clip, where known */
  gflops: number | undefined;
  state: 'bundled' | 'cached' | 'known';
  folder: string | undefined;
}

/** Bundled models, then the published ones with what is already here. */
export async function modelRows(): Promise<ModelRow[]> {
  const bundled = BUNDLED_MODELS.map((id): ModelRow => {
    const folder = bundledModelFolder(id);
    const vision =
      folder === undefined ? undefined : parseConfig(requireJsonFile(folder, 'config.json')).vision;
    return {
      id,
      frames: vision?.numFrames,
      pixels: vision?.imageSize,
      gflops: undefined,
      state: 'bundled',
      folder,
    };
  });
  const known = KNOWN_MODELS.map(async (model): Promise<ModelRow> => {
    const folder = await cachedFolder(model.id);
    return {
      id: model.id,
      frames: model.frames,
      pixels: model.imageSize,
      gflops: model.gflopsPerClip,
      state: folder === undefined ? 'known' : 'cached',
      folder,
    };
  });
  return [...bundled, ...(await Promise.all(known))];
}

/** Undefined if the model is not in the cache, whole. */
async function cachedFolder(model: string): Promise<string | undefined> {
  try {
    return (await resolveCheckpoint({ model, offline: true })).folder;
  } catch {
    return undefined;
  }
}
