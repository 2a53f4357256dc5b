import { statSync } from 'node:fs';
import type { Settings } from '../../output/journal/journal-format.js';
import type { Tagger } from '../../pipeline/tagger.js';
import { promptSetting } from '../flags/labels/prompts.js';
import { engineSettings } from './settings.js';
import type { TaggingRequest } from './tagging.js';

interface ComparedFlags {
  'max-pixels': number;
  'allow-playlists': boolean;
}

/**
 * What decides over the results of commands that label videos but for the weights, and a command's own.
 * @param own without meaning where undefined
 */
export function taggingSettings(
  {
    flags,
    labels,
    templates,
    ownPrompts,
    examples,
    cutting,
    sampling,
  }: TaggingRequest & { flags: ComparedFlags },
  { engine, geometry }: Tagger,
  version: string,
  own: Record<string, unknown>,
): Settings {
  return engineSettings(engine, version, {
    labels,
    prompt: promptSetting(templates),
    'label prompts': ownPrompts,
    examples: examples?.map((example) => ({ ...example, ...stampOf(example.video) })),
    cutting,
    sampling: sampling.sampling,
    'frame-sample-rate': sampling.frameSampleRate,
    seed: sampling.seed,
    views: sampling.views,
    short: sampling.short,
    frames: geometry,
    'max-pixels': flags['max-pixels'],
    'allow-playlists': flags['allow-playlists'],
    ...own,
  });
}

function stampOf(video: string): { size?: number; mtime_ms?: number } {
  const found = statSync(video, { throwIfNoEntry: false });
  return found === undefined ? {} : { size: found.size, mtime_ms: found.mtimeMs };
}
