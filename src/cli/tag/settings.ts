import { statSync } from 'node:fs';
import type { Settings } from '../../output/journal/journal-format.js';
import type { Tagger } from '../../pipeline/tagger.js';
import { engineSettings } from '../run/settings.js';
import type { TagRequest } from './request.js';

/** Everything that decides over a run's output but for the videos and the weights, by the flags' names where it has one. */
export function tagSettings(request: TagRequest, { engine, geometry }: Tagger, version: string): Settings {
  const {
    flags,
    sampling,
    rows,
    topK,
    sidecars,
    scores,
    threshold,
    cutting,
    labels,
    sets,
    prompts,
    examples,
  } = request;
  return engineSettings(engine, version, {
    format: rows.format.name,
    labels,
    sets,
    prompt: flags.prompt,
    scores,
    background: prompts.slice(labels.length),
    examples: examples?.map((example) => ({ ...example, ...stampOf(example.video) })),
    'top-k': topK,
    threshold,
    merge: flags.merge,
    cutting,
    sampling: sampling.sampling,
    'frame-sample-rate': sampling.frameSampleRate,
    seed: sampling.seed,
    views: sampling.views,
    short: sampling.short,
    frames: geometry,
    'max-pixels': flags['max-pixels'],
    'allow-playlists': flags['allow-playlists'],
    'csv-safe': flags['csv-safe'],
    // Of what an older run did not know, nothing is said where it is off.
    per: flags.per === 'video' ? flags.per : undefined,
    wide: flags.wide || undefined,
    sidecar: sidecars?.names,
    'sidecar-dir': sidecars?.folder,
  });
}

function stampOf(video: string): { size?: number; mtime_ms?: number } {
  const found = statSync(video, { throwIfNoEntry: false });
  return found === undefined ? {} : { size: found.size, mtime_ms: found.mtimeMs };
}
