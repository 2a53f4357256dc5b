import { VideoError } from '../../errors.js';
import { shortened } from '../../quoted.js';
import { looksLikeIsoMedia } from './check-file.js';
import type { FormatFacts, PacketList, StreamFacts } from './packet-list.js';
import type { ProcessResult } from '../ffmpeg/run-process.js';

const STILL_FORMATS = /_pipe$|^image2$/;
const MOST_REASON_CHARACTERS = 300;
const COPY_AGAIN = 'copy or download it again';

/**
 * What ffprobe found, if that is a video.
 * @throws VideoError NOT_A_VIDEO, NO_VIDEO_STREAM, NO_FRAMES, DECODE_FAILED.
 */
export function requireVideo({ stream, format, pts }: PacketList): {
  stream: StreamFacts;
  format: FormatFacts;
} {
  const leaveOut = 'leave it out with --exclude';
  if (format === undefined) {
    throw new VideoError('not a readable video', { code: 'NOT_A_VIDEO', hint: leaveOut });
  }
  if (STILL_FORMATS.test(format.formatName)) {
    throw new VideoError('a still image, not a video', { code: 'NOT_A_VIDEO', hint: leaveOut });
  }
  if (stream === undefined || stream.isAttachedPicture) {
    const what = stream === undefined ? 'audio only' : 'audio with a cover picture';
    throw new VideoError(`no video stream (${what})`, { code: 'NO_VIDEO_STREAM', hint: leaveOut });
  }
  if (pts.length === 0) {
    throw new VideoError('no frames in its video stream', { code: 'NO_FRAMES', hint: COPY_AGAIN });
  }
  if (!(stream.widthPixels > 0 && stream.heightPixels > 0)) {
    throw new VideoError(`frames of unknown size (${stream.codecName})`, {
      code: 'DECODE_FAILED',
      hint: 'convert it, or use a newer ffmpeg',
    });
  }
  const { numerator, denominator } = stream.timeBase;
  if (!(numerator > 0 && denominator > 0)) {
    throw new VideoError(`frames of unknown times (${stream.codecName})`, {
      code: 'DECODE_FAILED',
      hint: 'convert it, or use a newer ffmpeg',
    });
  }
  return { stream, format };
}

/** Why ffprobe could not open the file at all. */
export async function whyProbeFailed(path: string, result: ProcessResult): Promise<VideoError> {
  if (result.signal !== null) {
    return new VideoError(`ffprobe crashed on it (${result.signal})`, {
      code: 'DECODE_FAILED',
      hint: 'use a newer ffprobe, with FFPROBE_PATH',
    });
  }
  return whyUnreadable(path, complaintsOf(result.stderr));
}

/** Why FFmpeg could not open the file at all. @param complaints what it said, the reason last */
export async function whyUnreadable(path: string, complaints: readonly string[]): Promise<VideoError> {
  const says = (text: string): boolean => complaints.some((complaint) => complaint.includes(text));
  if (says('moov atom not found') && (await looksLikeIsoMedia(path))) {
    return new VideoError('incomplete: its index (the moov atom) is missing', {
      code: 'TRUNCATED',
      hint: COPY_AGAIN,
    });
  }
  if (says('not on whitelist')) {
    return new VideoError('a playlist or an unusual format, not a video file', {
      code: 'NOT_A_VIDEO',
      hint: 'convert it to mp4 or mkv; --allow-playlists reads playlists of files on this machine',
    });
  }
  const last = complaints.at(-1)?.replace(`file:${path}: `, '');
  return new VideoError(
    last === undefined
      ? 'not a readable video'
      : `not a readable video (${shortened(last, MOST_REASON_CHARACTERS)})`,
    {
      code: 'NOT_A_VIDEO',
      hint: 'check that it plays, or leave it out with --exclude',
    },
  );
}

/** The lines of an FFmpeg program's stderr without their `[mov @ 0x…]` prefixes. */
export function complaintsOf(stderr: string): string[] {
  return stderr
    .split('\n')
    .map((line) => line.replace(/^(\[[^\]]* @ [^\]]*\] )+/, '').trim())
    .filter((line) => line !== '');
}
