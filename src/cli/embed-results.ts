import type { JournaledOutput } from '../output/journal/journaled-output.js';
import type { ReusedVideo } from '../output/journal/plan-resume.js';
import type { StampedPath } from '../pipeline/find/stamp-paths.js';
import type { FailedVideo } from '../pipeline/read/read-clips.js';
import type { StoreDescription } from '../store/store-description.js';
import type { StoredClip } from '../store/stored-clip.js';
import type { EmbedTarget } from './embed/request.js';
import { openEmbedWriter } from './embed-writer.js';
import { clearCompanions } from './run/output-files.js';
import { failureLine, openFailureSink } from './record-writer.js';

/** Where a run of `embed` puts what it makes: an output, with a journal or without. */
export interface EmbedResults {
  take(item: StoredClip | FailedVideo | ReusedVideo): Promise<void>;
  /** a video has given all its items */
  finish(path: StampedPath): Promise<void>;
  close(): Promise<void>;
}

/** For a run that cannot be resumed. */
export async function openEmbedResults(
  target: EmbedTarget,
  description: StoreDescription,
  note: (line: string) => void,
): Promise<EmbedResults> {
  if (target.output !== undefined) await clearCompanions(target.output);
  const writer = await openEmbedWriter(target, description);
  const failures = openFailureSink(target.output, note);
  return {
    take: (item) => {
      if ('reused' in item) throw new TypeError(`${item.video} was reused without a journal`);
      return 'error' in item ? failures.write(item) : writer.write(item);
    },
    finish: () => Promise.resolve(),
    close: async () => {
      await Promise.all([writer.close(), failures.close()]);
    },
  };
}

/** Clips into an output that can be resumed. @param toText a clip's row */
export function journaledEmbeds(output: JournaledOutput, toText: (clip: StoredClip) => string): EmbedResults {
  return {
    take: (item) => {
      if ('reused' in item) return output.copy(item.reused);
      return 'error' in item ? output.writeFailure(failureLine(item)) : output.writeRecord(toText(item));
    },
    finish: (path) => output.finish(path),
    close: () => output.close(),
  };
}
