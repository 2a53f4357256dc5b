import { UsageError } from '../../errors.js';
import type { Store } from '../../store/store-reader.js';
import { severalVideos } from '../run/find-videos.js';
import type { TagRequest } from './request.js';

type SegmentRequest = Pick<TagRequest, 'flags' | 'rows' | 'cutting'>;

/** @throws UsageError CONTRADICTION for --merge and captions where a video is one clip */
export function requireSegments({ flags, rows, cutting }: SegmentRequest): void {
  if (cutting !== undefined) return;
  const flag = segmentFlag(flags, rows.format);
  if (flag === undefined) return;
  throw new UsageError(`${flag} is for many clips of a video`, {
    code: 'CONTRADICTION',
    hint: 'cut videos with --every SECONDS or --scenes',
  });
}

/** The same of a store, which knows whether it is of one video. @throws UsageError CONTRADICTION, SEVERAL_VIDEOS */
export async function requireStoredSegments(
  { flags, rows: { format } }: Omit<SegmentRequest, 'cutting'>,
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
  for await (const { rows: names } of store.videos()) {
    for (const video of names) if (videos.add(video).size > 1) throw severalVideos(format.name);
  }
}

function segmentFlag(
  { merge, sidecar }: Pick<TagRequest['flags'], 'merge' | 'sidecar'>,
  { name, isOfOneVideo }: TagRequest['rows']['format'],
): string | undefined {
  if (merge) return '--merge';
  if (isOfOneVideo === true) return `--format ${name}`;
  const captions = sidecar?.find((kind) => kind === 'vtt' || kind === 'srt');
  return captions === undefined ? undefined : `--sidecar ${captions}`;
}
