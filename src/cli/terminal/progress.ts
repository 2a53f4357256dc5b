import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** how many videos there are, as far as is known */
  setTotal: (videos: number) => void;
  /** so many more of what is counted have come */
  advance: (done: { items: number; clips: number; failed: boolean }) => void;
  /** takes the bar off the screen until it next changes: call before anything else is printed */
  clear: () => void;
  stop: () => void;
}

const nothing = (): void => undefined;
const SILENT: Progress = { setTotal: nothing, advance: nothing, clear: nothing, stop: nothing };
const ERASE_LINE = '\r\u001b[K';

/** Videos done, clips a second, failures and time left, on stderr when that is a terminal; else nothing. */
export function createProgress({
  stream = process.stderr,
  unit = 'videos',
}: { stream?: NodeJS.WriteStream; unit?: string | undefined } = {}): Progress {
  if (!stream.isTTY) return SILENT;
  const bar = new SingleBar(
    {
      stream: withoutSavedCursor(stream),
      // Messages between two drawings of the bar must not be cut at the edge.
      linewrap: true,
      format: `{bar} {value}/{total} ${unit} | {rate} clips/s | {failed} failed | {eta_formatted} left`,
      clearOnComplete: true,
      hideCursor: true,
      etaBuffer: 50,
      barsize: 30,
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
      videos += done.items;
      clips += done.clips;
      if (done.failed) failed += 1;
      bar.update(videos, payload());
    },
    clear: () => void stream.write(ERASE_LINE),
    stop: () => bar.stop(),
  };
}

/**
 * cli-progress saves the cursor when a bar starts and goes back there when it stops, which would be in the middle of
 * what was printed since.
 */
function withoutSavedCursor(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (text: string): boolean => text === '\u001b7' || text === '\u001b8' || stream.write(text);
  return Object.create(stream, { write: { value: write } }) as NodeJS.WriteStream;
}
