import { VideoError } from '../../errors.js';
import { NotFinite } from '../../xclip/runtime/not-finite.js';

/**
 * Work on clips of which some may come out as numbers that are not finite: they fail, with what follows of their video,
 * and the others are done again without them.
 * @returns one result a clip; what `work` throws else, it throws
 */
export async function failNotFinite<C extends { video: string }, R>(
  clips: readonly C[],
  work: (clips: readonly C[]) => Promise<R[]>,
): Promise<(R | VideoError)[]> {
  try {
    return await work(clips);
  } catch (error) {
    if (!(error instanceof NotFinite)) throw error;
    if (clips.length === 1) return [error.toVideoError()];
  }
  const results: (R | VideoError)[] = [];
  let failed: { video: string; error: VideoError } | undefined;
  for (const clip of clips) {
    if (clip.video === failed?.video) {
      results.push(failed.error);
      continue;
    }
    const [result] = await failNotFinite([clip], work);
    if (result === undefined) throw new TypeError('a clip gave nothing');
    if (result instanceof VideoError) failed = { video: clip.video, error: result };
    results.push(result);
  }
  return results;
}
