import { BUNDLED_MODELS, bundledModelFolder } from '../../hub/bundled-models.js';
import { KNOWN_MODELS, knownModel, type KnownModel } from '../../hub/known-models.js';
import { resolveCheckpoint, type ResolvedCheckpoint } from '../../hub/resolve-checkpoint.js';
import { parseConfig } from '../../xclip/config.js';
import { requireJsonFile } from '../../xclip/json-file.js';

/** What there is to know of a model; null where nobody says it. */
export interface ModelRow {
  id: string;
  /** frames a clip */
  frames: number | null;
  /** width and height of a frame */
  pixels: number | null;
  /** work for one clip */
  gflops: number | null;
  /** in millions */
  parameters: number | null;
  /** a dataset */
  trained_on: string | null;
  /** videos of each class that it was shown; null: all of them */
  shots: number | null;
  suits: KnownModel['suits'] | null;
  /** `top1` in percent, as its authors measured it */
  accuracy: readonly { dataset: string; top1: number }[];
  state: 'bundled' | 'cached' | 'known' | 'folder';
  folder: string | null;
  /** commit of a cached Hub model */
  revision: string | null;
}

/** Bundled models, then the published ones with what is already here. */
export async function modelRows(): Promise<ModelRow[]> {
  const ids = [...BUNDLED_MODELS, ...KNOWN_MODELS.map(({ id }) => id)];
  return Promise.all(ids.map(async (id) => modelRow(id, await cachedCheckpoint(id))));
}

/**
 * @param id a Hub id, a folder or a bundled model's name
 * @param checkpoint undefined where it is not on this machine
 * @throws CheckpointError for a configuration that cannot be read
 */
export function modelRow(id: string, checkpoint: ResolvedCheckpoint | undefined): ModelRow {
  const known = knownModel(id);
  const vision =
    checkpoint === undefined
      ? undefined
      : parseConfig(requireJsonFile(checkpoint.folder, 'config.json')).vision;
  return {
    id,
    frames: known?.frames ?? vision?.numFrames ?? null,
    pixels: known?.imageSize ?? vision?.imageSize ?? null,
    gflops: known?.gflopsPerClip ?? null,
    parameters: known?.millionParameters ?? null,
    trained_on: known?.trainedOn ?? null,
    shots: known?.shots ?? null,
    suits: known?.suits ?? null,
    accuracy: known?.accuracy ?? [],
    ...(bundledModelFolder(id) === undefined ? {} : BUNDLED),
    state: stateOf(checkpoint),
    folder: checkpoint?.folder ?? null,
    revision: checkpoint?.revision ?? null,
  };
}

/** Of tiny-shapes, the only one: its card (models/tiny-shapes/README.md). */
const BUNDLED = {
  parameters: 1.5,
  trained_on: 'moving shapes',
  suits: 'its classes',
  accuracy: [{ dataset: 'moving shapes', top1: 99.5 }],
} as const;

function stateOf(checkpoint: ResolvedCheckpoint | undefined): ModelRow['state'] {
  const source = checkpoint?.source ?? 'known';
  return source === 'cache' || source === 'download' ? 'cached' : source;
}

/** Undefined if the model is not on this machine, whole. */
async function cachedCheckpoint(model: string): Promise<ResolvedCheckpoint | undefined> {
  try {
    return await resolveCheckpoint({ model, offline: true });
  } catch {
    return undefined;
  }
}
