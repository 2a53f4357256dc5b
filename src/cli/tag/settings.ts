import { statSync } from 'node:fs';
import type { Settings } from '../../output/journal/journal-format.js';
import type { Tagger } from '../../pipeline/tagger.js';
import { promptSetting } from '../flags/labels/prompts.js';
import { engineSettings } from '../run/settings.js';
import type { TagRequest } from './request.js';

/** Everything that decides over a run's output but for the videos and the weights, by the flags' names where it has one. */
export function tagSettings(request: TagRequest, { engine, geometry }: Tagger, version: string): Settings {
  const { flags, sampling, format, scores, threshold, cutting, labels, prompts, examples } = request;
  return engineSettings(engine, version, {
    format: format.name,
    labels,
    // Parents follow from the labels.
    sets: request.sets.map(({ name, size }) => ({ name, size })),
    prompt: promptSetting(request.templates),
    'label prompts': request.ownPrompts,
    hierarchy: flags.hierarchy ? true : undefined,
    scores,
    background: prompts.slice(labels.length),
    examples: examples?.map((example) => ({ ...example, ...stampOf(example.video) })),
    'top-k': flags['top-k'],
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
  });
}

function stampOf(video: string): { size?: number; mtime_ms?: number } {
  const found = statSync(video, { throwIfNoEntry: false });
  return found === undefined ? {} : { size: found.size, mtime_ms: found.mtimeMs };
}
