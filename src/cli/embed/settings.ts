import type { Settings } from '../../output/journal/journal-format.js';
import type { Engine } from '../../pipeline/engine.js';
import type { StoreDescription } from '../../store/store-description.js';
import { engineSettings } from '../run/settings.js';
import type { EmbedRequest } from './request.js';

/** Everything that decides over a run's output but for the videos and the weights, by the flags' names where it has one. */
export function embedSettings(
  { flags, format, durations }: EmbedRequest,
  { preprocessing, sampling, embedding, context, model }: StoreDescription,
  { engine, version }: { engine: Engine; version: string },
): Settings {
  return engineSettings(engine, version, {
    format: format.name,
    preprocessing,
    sampling,
    embedding,
    context,
    // What a store says of itself is part of it.
    model: format.name === 'parquet' ? { id: model.id, revision: model.revision } : undefined,
    'max-pixels': flags['max-pixels'],
    'allow-playlists': flags['allow-playlists'],
    durations: durations.limits,
  });
}
