import type { Settings } from '../../output/journal/journal-format.js';
import type { Tagger } from '../../pipeline/tagger.js';
import { taggingSettings } from '../run/tagging-settings.js';
import type { TagRequest } from './request.js';

/** Everything that decides over a run's output but for the videos and the weights, by the flags' names where it has one. */
export function tagSettings(request: TagRequest, tagger: Tagger, version: string): Settings {
  const { flags, rows, topK, sidecars, scores, threshold, labels, prompts } = request;
  return taggingSettings(request, tagger, version, {
    format: rows.format.name,
    // Parents follow from the labels.
    sets: request.sets.map(({ name, size }) => ({ name, size })),
    hierarchy: flags.hierarchy ? true : undefined,
    scores,
    background: prompts.slice(labels.length),
    'top-k': topK === Infinity ? 'all' : topK,
    threshold,
    merge: flags.merge,
    'csv-safe': flags['csv-safe'],
    // Of what an older run did not know, nothing is said where it is off.
    per: flags.per === 'video' ? flags.per : undefined,
    durations: request.durations.limits,
    wide: flags.wide || undefined,
    // Its name stands in every task, where weights alone would be equal under another.
    model: rows.format.name === 'labelstudio' ? flags.model : undefined,
    sidecar: sidecars?.names,
    'sidecar-dir': sidecars?.folder,
  });
}
