import { XclipError } from '../../errors.js';
import { runProcess } from './run-process.js';

export interface FfmpegVersion {
  /** What it calls itself: `5.1.9-0+deb12u1`, `n9.0.2-17-g2a57`, `N-47683-g0e8eb07980-static`. */
  text: string;
  /** libavutil's major version, which snapshots without a number have too: 56 is FFmpeg 4, 57 is 5 … */
  libavutilMajor: number;
}

/** `-fps_mode` came with FFmpeg 5.1; 6 is the first whose library number shows it. */
const FIRST_LIBAVUTIL_WITH_FPS_MODE = 58;
const VERSION_TIMEOUT_MS = 10_000;

/**
 * Asks ffmpeg or ffprobe for its version.
 * @throws XclipError NO_FFMPEG if it does not start or does not answer as FFmpeg does.
 */
export async function readVersion(path: string): Promise<FfmpegVersion> {
  const result = await runProcess(path, ['-version'], { timeoutMs: VERSION_TIMEOUT_MS });
  const version = parseVersion(result.stdout);
  if (version === undefined || result.exitCode !== 0) {
    const reason = result.timedOut ? 'no answer' : `exit status ${String(result.exitCode)}`;
    throw new XclipError(`${path} does not work as an ffmpeg (-version: ${reason})`, {
      code: 'NO_FFMPEG',
      hint: 'name a working ffmpeg with --ffmpeg or FFMPEG_PATH',
    });
  }
  return version;
}

/** Reads what `-version` prints; undefined if a program other than FFmpeg's printed it. */
export function parseVersion(output: string): FfmpegVersion | undefined {
  const text = /^ff\w+ version (\S+)/.exec(output)?.[1];
  const libavutil = /^libavutil\s+(\d+)\./m.exec(output)?.[1];
  if (text === undefined || libavutil === undefined) return undefined;
  return { text, libavutilMajor: Number(libavutil) };
}

/** Options that pass frames on as they are, neither dropping nor repeating any. */
export function passthroughOptions({ libavutilMajor }: FfmpegVersion): string[] {
  const option = libavutilMajor >= FIRST_LIBAVUTIL_WITH_FPS_MODE ? '-fps_mode' : '-vsync';
  return [option, 'passthrough'];
}
