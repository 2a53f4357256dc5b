import type { ChildProcess } from 'node:child_process';
import type { FfmpegCommand } from 'fluent-ffmpeg';

const LONGEST_LINE_CHARACTERS = 2 ** 20;

/** Kills an ffmpeg that never ends a line of its log: fluent-ffmpeg keeps a line until it ends, however long. */
export function guardLines(command: FfmpegCommand): void {
  command.on('start', () => {
    // Not among its types, but where its own documentation of signals sends one.
    const { ffmpegProc } = command as FfmpegCommand & { ffmpegProc?: ChildProcess };
    let length = 0;
    ffmpegProc?.stderr?.on('data', (text: string) => {
      const end = text.lastIndexOf('\n');
      length = end < 0 ? length + text.length : text.length - end;
      if (length > LONGEST_LINE_CHARACTERS) command.kill('SIGKILL');
    });
  });
}
