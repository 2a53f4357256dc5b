import { UsageError } from '../../errors.js';
import type { Store } from '../../store/store-reader.js';
import { severalVideos } from '../run/find-videos.js';
import type { TagRequest } from './request.js';

type SegmentRequest = Pick<TagRequest, 'flags' | 'format' | 'cutting'>;

/** @throws UsageError CONTRADICTION for --merge and captions where a video is one clip */
export function requireSegments({ flags, format, cutting }: SegmentRequest): void {
  if (cutting !== undefined) return;
  const flag = segmentFlag(flags, format);
  if (flag === undefined) return;
  throw new UsageError(`${flag} is for many clips of a video`, {
    code: 'CONTRADICTION',
    hint: 'cut videos with --every SECONDS or --scenes',
  });
}

/** The same of a store, which knows whether it is of one video. @throws UsageError CONTRADICTION, SEVERAL_VIDEOS */
export async function requireStoredSegments(
  { flags, format }: Omit<SegmentRequest, 'cutting'>,
  store: Store,
): Promise<void> {
  const flag = segmentFlag(flags, format);
  if (flag !== undefined && !store.description.hasSpans) {
    throw new UsageError(
      `${flag} is for many clips of a video, but those of ${store.path} are of whole videos`,
      { code: 'CONTRADICTION', hint: 'embed the videos with --every SECONDS or --scenes' },
    );
  }
  if (format.isOfOneVideo !== true) return;
  const videos = new Set<string>();
  for await (const { rows } of store.videos()) {
    for (const video of rows) if (videos.add(video).size > 1) throw severalVideos(format.name);
  }
}

function segmentFlag(
  { merge }: Pick<TagRequest['flags'], 'merge'>,
  { name, isOfOneVideo }: TagRequest['format'],
): string | undefined {
  if (merge) return '--merge';
  return isOfOneVideo === true ? `--format ${name}` : undefined;
}
