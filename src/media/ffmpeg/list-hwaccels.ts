import { runProcess } from './run-process.js';

const TIMEOUT_MS = 10_000;

/** The methods of decoding in hardware that an ffmpeg was built with, by its names; not whether the hardware is there. */
export async function listHwaccels(ffmpegPath: string): Promise<string[]> {
  const { stdout } = await runProcess(ffmpegPath, ['-hide_banner', '-hwaccels'], { timeoutMs: TIMEOUT_MS });
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^\w+$/.test(line));
}
