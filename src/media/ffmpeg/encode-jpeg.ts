import { runProcess } from './run-process.js';
import { JPEG_QUALITY, type RgbPicture } from '../rgb-picture.js';

const TIMEOUT_MS = 30_000;

/** One run of ffmpeg a picture. */
export async function encodeByCommand(
  ffmpegPath: string,
  { widthPixels, heightPixels, rgb }: RgbPicture,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    `${widthPixels}x${heightPixels}`,
    '-i',
    'pipe:0',
  ];
  const output = ['-frames:v', '1', '-pix_fmt', 'yuvj420p', '-c:v', 'mjpeg', '-q:v', String(JPEG_QUALITY)];
  const { exitCode, stderr } = await runProcess(
    ffmpegPath,
    ['-v', 'error', ...input, ...output, '-f', 'mjpeg', 'pipe:1'],
    { input: rgb, onStdout: (chunk) => void chunks.push(chunk), timeoutMs: TIMEOUT_MS },
  );
  if (exitCode !== 0 || chunks.length === 0) throw new Error(`ffmpeg makes no JPEG (${stderr.trim()})`);
  return Buffer.concat(chunks);
}
