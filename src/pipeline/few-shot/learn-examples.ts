import { XclipError } from '../../errors.js';
import { encodeVideos } from '../infer/encode-videos.js';
import { adaptLogits, type CacheStrength, chooseStrength, type Example, leaveOneOut } from './few-shot.js';
import type { Adapt } from '../infer/score.js';
import type { Tagger } from '../tagger.js';

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
  tagger: Tagger,
): Promise<Learned> {
  const { engine, sampling, geometry, times } = tagger;
  const { model } = engine;
  const texts = await tagger.load();
  const clips = encodeVideos(toPaths(videos), {
    engine,
    sampling: { ...sampling, views: 1 },
    geometry: { ...geometry, cropCount: 1 },
    times,
  });
  const examples: Example[] = [];
  for await (const item of clips) {
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
      logits: await model.score(view, 1, texts),
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
