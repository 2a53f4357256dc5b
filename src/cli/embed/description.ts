import type { ClipGeometry } from '../../media/types.js';
import type { Engine } from '../../pipeline/engine.js';
import type { StoreDescription } from '../../store/store-description.js';
import type { EmbedRequest } from './request.js';

interface StoreMakers {
  version: string;
  engine: Engine;
  geometry: ClipGeometry;
  weightsHash: string;
}

/** What a store of this run will say of itself. Nothing here may change from one run to the next. */
export function describeStore(
  { flags, sampling, cutting, withContext }: EmbedRequest,
  { version, engine, geometry, weightsHash }: StoreMakers,
): StoreDescription {
  const { checkpoint, model } = engine;
  const { projectionDim, vision } = model.config;
  return {
    tool: `xclip-tagger ${version}`,
    model: {
      // A folder by its whole path: the store may be used from elsewhere.
      id: checkpoint.source === 'folder' ? checkpoint.folder : checkpoint.id,
      revision: checkpoint.revision,
      weightsSha256: weightsHash,
    },
    precision: model.precision,
    preprocessing: {
      geometry: { ...geometry, rotate: geometry.rotate === true },
      scaling: model.preprocessing.scaling,
    },
    sampling: {
      sampling: sampling.sampling,
      frames: vision.numFrames,
      frame_sample_rate: sampling.frameSampleRate,
      seed: sampling.seed,
      short: sampling.short,
      ...(cutting === undefined ? {} : { cutting }),
    },
    hasSpans: cutting !== undefined,
    embedding: { width: projectionDim, normalized: flags.normalize },
    context: withContext ? { patches: Math.floor(vision.imageSize / vision.patchSize) ** 2 } : undefined,
  };
}
