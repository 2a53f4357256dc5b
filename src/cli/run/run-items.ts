import { countFinished } from '../../output/journal/journal-format.js';
import type { KeptVideo } from '../../output/journal/kept-videos.js';
import { watchInterrupts } from '../terminal/interrupt.js';
import { createProgress } from '../terminal/progress.js';
import { brokenModel } from '../../xclip/runtime/not-finite.js';
import type { RunCounts } from './report.js';

/** What comes of a video: a clip, its failure, or, whole, what an earlier run made of it. */
interface RunItem {
  video: string;
  error?: { code: string };
  reused?: KeptVideo;
}

/** What comes of a run's work, and where that goes. */
export interface ItemRun<T extends RunItem> {
  items: AsyncIterable<T>;
  /** ends the items early, so that what is in flight is still finished */
  stop: AbortController;
  take: (item: T) => Promise<void>;
  /** what is finished already, under --resume */
  begun?: Readonly<RunCounts> | undefined;
  /** reports how many items there will be, as it finds out */
  countItems: (setTotal: (items: number) => void) => void;
  /** what is counted, in the progress bar's words; videos if undefined */
  unit?: string | undefined;
  /** without progress */
  isQuiet: boolean;
  /** one line on stderr */
  note: (line: string) => void;
}

/**
 * Pulls everything through, with progress and counts. The first Ctrl-C ends the items early.
 * @throws XclipError NOT_FINITE where every video's numbers are not finite; what the stages throw
 */
export async function runItems<T extends RunItem>(
  run: ItemRun<T>,
): Promise<{ counts: RunCounts; interrupted: boolean }> {
  const { stop } = run;
  const progress = createProgress({ unit: run.unit, isQuiet: run.isQuiet, note: run.note });
  const interrupt = watchInterrupts(() => {
    stop.abort();
    progress.clear();
    run.note('interrupted: finishing what is in flight (again to end at once)');
  });
  const counts: RunCounts = { videos: 0, ok: 0, failed: 0, clips: 0, ...run.begun };
  let lastVideo: string | undefined;
  let notFiniteCount = 0;
  try {
    run.countItems(progress.setTotal);
    progress.advance({ items: counts.videos, clips: 0, failed: false });
    for await (const item of run.items) {
      const isNewVideo = item.video !== lastVideo;
      count(counts, item, isNewVideo);
      lastVideo = item.video;
      if ('error' in item && item.error.code === 'NOT_FINITE') notFiniteCount += 1;
      progress.clear();
      await run.take(item);
      progress.advance({
        items: isNewVideo || run.unit !== undefined ? 1 : 0,
        clips: 'error' in item || 'reused' in item ? 0 : 1,
        failed: 'error' in item,
      });
    }
    if (notFiniteCount > 0 && notFiniteCount === counts.videos) throw brokenModel();
    return { counts, interrupted: interrupt.interrupted };
  } finally {
    stop.abort();
    progress.stop();
    interrupt.release();
  }
}

function count(counts: RunCounts, item: RunItem, isNewVideo: boolean): void {
  if (item.reused !== undefined) {
    countFinished(counts, item.reused);
    counts.reused = (counts.reused ?? 0) + 1;
    return;
  }
  if (isNewVideo) counts.videos += 1;
  if ('error' in item) {
    counts.failed += 1;
    // It gave clips before it failed.
    if (!isNewVideo) counts.ok -= 1;
  } else {
    if (isNewVideo) counts.ok += 1;
    counts.clips += 1;
  }
}
