import type { DecoderPool } from '../../dist/media/pool/decoder-pool.js';
import { readClips, type ReadClip } from '../../dist/pipeline/read/read-clips.js';
import type { XclipModel } from '../../dist/xclip/model.js';
import { fixturePath, type ReferenceCase } from './fixtures.js';

/** The clip of a case that the reference recorded, as a run reads it. */
export async function readReferenceClip(
  pool: DecoderPool,
  model: XclipModel,
  { clip, seed, frame_sample_rate: frameSampleRate }: ReferenceCase,
): Promise<ReadClip> {
  const clips = readClips(one({ path: fixturePath(`clips/${clip}`) }), {
    pool,
    decoders: 1,
    geometry: model.preprocessing.geometry,
    sampling: {
      sampling: 'documented',
      numFramesPerClip: model.config.vision.numFrames,
      frameSampleRate,
      seed,
      views: 1,
      short: 'clamp',
    },
  });
  for await (const item of clips) {
    if ('error' in item) throw item.error;
    return item;
  }
  throw new Error('no clip');
}

async function* one<T>(item: T): AsyncGenerator<T> {
  yield await Promise.resolve(item);
}
