import { XclipError } from '../../errors.js';
import { batch } from '../infer/batch.js';
import { encode } from '../infer/encode.js';
import { adaptLogits, type CacheStrength, chooseStrength, type Example, leaveOneOut } from './few-shot.js';
import { readClips } from '../read/read-clips.js';
import type { Adapt } from '../infer/score.js';
import type { TagOptions } from '../tagger.js';

/** What labelled examples taught. */
export interface Learned {
  adapt: Adapt;
  strength: CacheStrength;
  exampleCount: number;
  /** examples that the others tell rightly */
  rightCount: number;
}

/**
 * Looks at labelled videos as at any others, one view each, and chooses how much they count.
 * @param videos paths with the places of their labels among the labels of the run
 * @throws XclipError EXAMPLE_FAILED naming a video that gives no clip
 */
export async function learnExamples(
  videos: readonly { video: string; label: number }[],
  options: Pick<
    TagOptions,
    'model' | 'texts' | 'pool' | 'decoders' | 'batchSize' | 'geometry' | 'sampling' | 'times'
  >,
): Promise<Learned> {
  const sampling = { ...options.sampling, views: 1 };
  const clips = readClips(toPaths(videos), {
    ...options,
    geometry: { ...options.geometry, cropCount: 1 },
    sampling,
  });
  const groups = batch(clips, options.batchSize, () => 1);
  const examples: Example[] = [];
  for await (const item of encode(groups, options)) {
    if ('error' in item) {
      throw new XclipError(`the example ${item.video} gives no clip: ${item.error.toLine()}`, {
        code: 'EXAMPLE_FAILED',
        cause: item.error,
      });
    }
    const [view] = item.views;
    if (view === undefined) continue;
    const label = videos[examples.length]?.label ?? 0;
    examples.push({
      label,
      embed: view.videoEmbeds,
      logits: await options.model.score(view, 1, options.texts),
    });
  }
  const strength = chooseStrength(examples);
  return {
    adapt: (logits, { videoEmbeds }) => adaptLogits({ embed: videoEmbeds, logits }, examples, strength),
    strength,
    exampleCount: examples.length,
    rightCount: leaveOneOut(examples, strength).right,
  };
}

async function* toPaths(
  videos: readonly { video: string }[],
): AsyncGenerator<{ path: string }, void, undefined> {
  for (const { video } of videos) yield await Promise.resolve({ path: video });
}
