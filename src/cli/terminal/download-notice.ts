import { Presets, SingleBar } from 'cli-progress';
import { printable } from '../../output/printable.js';
import type { DownloadProgress, ResolveOptions } from '../../hub/resolve-checkpoint.js';

const MEGABYTE = 1e6;

/** Tells of a download: a bar for each file on a terminal, one line for each in a log. */
export function createDownloadNotice(
  note: (line: string) => void,
): Required<Pick<ResolveOptions, 'onProgress' | 'onNotice'>> {
  return {
    onNotice: note,
    onProgress: process.stderr.isTTY ? drawBars() : logFiles(note),
  };
}

function logFiles(note: (line: string) => void): (progress: DownloadProgress) => void {
  let current: string | undefined;
  return ({ file, bytesTotal }) => {
    if (file === current) return;
    current = file;
    note(`downloading ${file} (${megabytes(bytesTotal)} MB)`);
  };
}

function drawBars(): (progress: DownloadProgress) => void {
  let current: { file: string; bar: SingleBar } | undefined;
  return ({ file, bytesDone, bytesTotal }) => {
    if (file !== current?.file) {
      current?.bar.stop();
      const bar = new SingleBar(
        {
          stream: process.stderr,
          format: '{bar} {file} {value}/{total} MB',
          clearOnComplete: true,
          hideCursor: true,
        },
        Presets.shades_classic,
      );
      bar.start(megabytes(bytesTotal), 0, { file: printable(file) });
      current = { file, bar };
    }
    current.bar.update(megabytes(bytesDone));
    if (bytesDone >= bytesTotal) current.bar.stop();
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / MEGABYTE);
}
