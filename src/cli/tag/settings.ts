import type { Settings } from '../../output/journal/journal-format.js';
import type { Tagger } from '../../pipeline/tagger.js';
import { taggingSettings } from '../run/tagging-settings.js';
import type { TagRequest } from './request.js';

/** Everything that decides over a run's output but for the videos and the weights, by the flags' names where it has one. */
export function tagSettings(request: TagRequest, tagger: Tagger, version: string): Settings {
  const { flags, format, scores, threshold, labels, sets, prompts } = request;
  return taggingSettings(request, tagger, version, {
    format: format.name,
    sets,
    scores,
    background: prompts.slice(labels.length),
    'top-k': flags['top-k'],
    threshold,
    merge: flags.merge,
    'csv-safe': flags['csv-safe'],
  });
}
