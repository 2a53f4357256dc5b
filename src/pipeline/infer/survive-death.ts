import { VideoError, XclipError } from '../../errors.js';
import { InferenceDied } from '../../xclip/runtime/inference-thread.js';

interface Clip {
  video: string;
}

/** Clips → one result a clip. */
type Work<C, R> = (clips: readonly C[]) => Promise<R[]>;

/**
 * What a run makes of the death of its inference thread. The first is survived: the clips that were under way are tried
 * again one at a time, by a new thread. The one clip that this thread dies of too is the culprit, and fails; any other
 * death ends the run. A crash inside the runtime's native code is none of these: it takes the process.
 */
export class DeathWatch {
  #isSpent = false;

  /**
   * @returns in the place of the culprit, and of what follows of its video, the error
   * @throws XclipError INFERENCE_FAILED for a death that ends the run; what `work` throws
   */
  async run<C extends Clip, R>(clips: readonly C[], work: Work<C, R>): Promise<(R | VideoError)[]> {
    try {
      return await work(clips);
    } catch (error) {
      if (!(error instanceof InferenceDied)) throw error;
      if (this.#isSpent) throw again(error);
      this.#isSpent = true;
      return oneByOne(clips, work);
    }
  }
}

async function oneByOne<C extends Clip, R>(
  clips: readonly C[],
  work: Work<C, R>,
): Promise<(R | VideoError)[]> {
  const results: (R | VideoError)[] = [];
  let culprit: { video: string; error: VideoError } | undefined;
  for (const clip of clips) {
    if (clip.video === culprit?.video) {
      results.push(culprit.error);
      continue;
    }
    try {
      results.push(...(await work([clip])));
    } catch (error) {
      if (!(error instanceof InferenceDied)) throw error;
      if (culprit !== undefined) throw again(error);
      culprit = { video: clip.video, error: failed(error) };
      results.push(culprit.error);
    }
  }
  return results;
}

function failed(cause: InferenceDied): VideoError {
  return new VideoError(`${cause.message} of it, twice`, {
    code: 'INFERENCE_FAILED',
    hint: 'try it alone; if that fails too, leave it out with --exclude',
    cause,
  });
}

function again(cause: InferenceDied): XclipError {
  return new XclipError(`${cause.message}, and not for the first time`, {
    code: 'INFERENCE_FAILED',
    hint: 'give it more memory, or leave out the video that it stopped at; what is written is right',
    cause,
  });
}
