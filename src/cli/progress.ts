import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** how many videos there are, as far as is known */
  setTotal: (videos: number) => void;
  /** one more video is done */
  advance: (done: { clips: number; failed: boolean }) => void;
  stop: () => void;
}

const SILENT: Progress = { setTotal: () => undefined, advance: () => undefined, stop: () => undefined };

/** Videos done, clips a second, failures and time left, on stderr when that is a terminal; else nothing. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return SILENT;
  const bar = new SingleBar(
    {
      stream,
      format: '{bar} {value}/{total} videos | {rate} clips/s | {failed} failed | {eta_formatted} left',
      clearOnComplete: true,
      hideCursor: true,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  );
  const started = performance.now();
  let clips = 0;
  let failed = 0;
  let videos = 0;
  const payload = (): Record<string, unknown> => ({
    rate: (clips / Math.max((performance.now() - started) / 1000, 0.001)).toFixed(1),
    failed,
  });
  bar.start(0, 0, payload());
  return {
    setTotal: (total) => bar.setTotal(Math.max(total, videos)),
    advance: (done) => {
      videos += 1;
      clips += done.clips;
      if (done.failed) failed += 1;
      bar.update(videos, payload());
    },
    stop: () => bar.stop(),
  };
}
