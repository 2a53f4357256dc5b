import { UsageError } from '../../errors.js';
import { walk, type WalkOptions } from '../../pipeline/find/walk.js';
import type { Cutting } from '../../pipeline/read/read-windows.js';
import type { Store } from '../../store/store-reader.js';
import { parseNumber } from '../flags/parse-number.js';
import type { OutputFormat } from '../tag-config.js';

export interface WindowFlags {
  every?: string | undefined;
  window?: string | undefined;
  scenes: boolean;
}

const MOST_SECONDS = 86_400;

/**
 * How videos are cut into clips; undefined for one clip of each.
 * @throws UsageError BAD_NUMBER, CONTRADICTION
 */
export function cuttingOf({ every, window, scenes }: WindowFlags): Cutting | undefined {
  if (window !== undefined && (scenes || every === undefined)) {
    throw new UsageError(
      scenes ? '--window has no place beside --scenes, whose clips are the shots' : '--window needs --every',
      {
        code: 'CONTRADICTION',
        hint: scenes ? 'leave one out' : 'say how far apart clips begin, as in --every 10',
      },
    );
  }
  const everySeconds = every === undefined ? undefined : seconds('every', every);
  if (scenes) return { by: 'scenes', mostSeconds: everySeconds };
  if (everySeconds === undefined) return undefined;
  const windowSeconds = window === undefined ? everySeconds : seconds('window', window);
  return { by: 'time', everySeconds, windowSeconds };
}

function seconds(flag: string, text: string): number {
  // Less than a frame would give a clip for each, over and over.
  return parseNumber(flag, text, { least: 0.01, most: MOST_SECONDS });
}

/** What of a run decides whether its records are clips side by side. */
interface SegmentSettings {
  flags: { merge: boolean };
  format: OutputFormat;
  cutting: Cutting | undefined;
  walk: WalkOptions;
}

/** @throws UsageError CONTRADICTION, SEVERAL_VIDEOS for --merge and --format vtt where they have no place */
export async function requireSegments({ flags, format, cutting, walk }: SegmentSettings): Promise<void> {
  if (flags.merge) requireClips('--merge', cutting);
  if (format !== 'vtt') return;
  requireClips('--format vtt', cutting);
  await requireOneVideo(walk);
}

function requireClips(flag: string, cutting: Cutting | undefined): void {
  if (cutting !== undefined) return;
  throw new UsageError(`${flag} is for many clips of a video`, {
    code: 'CONTRADICTION',
    hint: 'cut videos with --every SECONDS or --scenes',
  });
}

/** A WebVTT file belongs to one video. */
async function requireOneVideo(options: WalkOptions): Promise<void> {
  let count = 0;
  for await (const _ of walk(options)) if (++count > 1) throw severalVideos();
}

function severalVideos(): UsageError {
  return new UsageError('--format vtt writes captions for one video, but several are named', {
    code: 'SEVERAL_VIDEOS',
    hint: 'tag them one by one, or choose --format jsonl',
  });
}

/** The same of a store. @throws UsageError CONTRADICTION, SEVERAL_VIDEOS */
export async function requireStoredSegments(
  { flags, format }: Pick<SegmentSettings, 'flags' | 'format'>,
  store: Store,
): Promise<void> {
  if (flags.merge) requireStoredClips('--merge', store);
  if (format !== 'vtt') return;
  requireStoredClips('--format vtt', store);
  const videos = new Set<string>();
  for await (const { rows } of store.videos()) {
    for (const video of rows) if (videos.add(video).size > 1) throw severalVideos();
  }
}

function requireStoredClips(flag: string, { path, description }: Store): void {
  if (description.hasSpans) return;
  throw new UsageError(`${flag} is for many clips of a video, but those of ${path} are of whole videos`, {
    code: 'CONTRADICTION',
    hint: 'embed the videos with --every SECONDS or --scenes',
  });
}
