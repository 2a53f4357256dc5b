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

interface ProgressOptions {
  stream?: NodeJS.WriteStream;
  unit?: string | undefined;
  /** says nothing; false if undefined */
  isQuiet?: boolean | undefined;
  /** one line, where there is no bar */
  note?: ((line: string) => void) | undefined;
  env?: NodeJS.ProcessEnv;
}

const nothing = (): void => undefined;
const SILENT: Progress = { setTotal: nothing, advance: nothing, clear: nothing, stop: nothing };
const ERASE_LINE = '\r\u001b[K';
const LINE_EVERY_MS = 60_000;
const DEFAULT_COLUMNS = 80;
const WIDEST_BAR = 30;
/** Of the longest text beside the bar: six digits of each number, and hours left. */
const TEXT_COLUMNS = 62;

/** Videos done, clips a second, failures and time left, on stderr: a bar on a terminal, a line a minute in a log. */
export function createProgress(options: ProgressOptions = {}): Progress {
  const { stream = process.stderr, isQuiet = false, note, env = process.env } = options;
  if (isQuiet) return SILENT;
  const unit = options.unit ?? 'videos';
  if (stream.isTTY && env.TERM !== 'dumb') return drawBar(stream, unit);
  return note === undefined ? SILENT : writeLines(note, unit);
}

function drawBar(stream: NodeJS.WriteStream, unit: string): Progress {
  const bar = new SingleBar(
    {
      stream: withoutSavedCursor(stream),
      // Messages between two drawings of the bar must not be cut at the edge.
      linewrap: true,
      format: barFormat(stream.columns, unit),
      clearOnComplete: true,
      hideCursor: true,
      etaBuffer: 50,
      barsize: barColumns(stream.columns),
    },
    Presets.shades_classic,
  );
  const done = new Done();
  let total = 0;
  let isDrawn = false;
  return {
    setTotal: (found) => {
      total = found;
      if (isDrawn) bar.setTotal(Math.max(total, done.items));
    },
    advance: (more) => {
      done.add(more);
      // Nothing can be said before there is something to count, and something has come.
      if (done.items === 0 || total === 0) return;
      const payload = { rate: done.rate, failed: done.failed };
      if (isDrawn) bar.update(done.items, payload);
      else bar.start(Math.max(total, done.items), done.items, payload);
      isDrawn = true;
    },
    clear: () => {
      if (isDrawn) stream.write(ERASE_LINE);
    },
    stop: () => {
      if (isDrawn) bar.stop();
    },
  };
}

/** What fits a terminal's width: less is said in a narrow one. */
export function barFormat(columns = DEFAULT_COLUMNS, unit: string): string {
  if (columns < TEXT_COLUMNS) return `{value}/{total} ${unit}, {failed} failed`;
  const text = `{value}/{total} ${unit} | {rate} clips/s | {failed} failed | {eta_formatted} left`;
  return barColumns(columns) === 0 ? text : `{bar} ${text}`;
}

export function barColumns(columns = DEFAULT_COLUMNS): number {
  return Math.min(Math.max(columns - TEXT_COLUMNS, 0), WIDEST_BAR);
}

function writeLines(note: (line: string) => void, unit: string): Progress {
  const done = new Done();
  let total = 0;
  let lastMs = performance.now();
  return {
    ...SILENT,
    setTotal: (found) => (total = found),
    advance: (more) => {
      done.add(more);
      if (performance.now() - lastMs < LINE_EVERY_MS) return;
      lastMs = performance.now();
      const of = total > done.items ? ` of ${total}` : '';
      note(`${done.items}${of} ${unit}, ${done.failed} failed, ${done.rate} clips/s`);
    },
  };
}

class Done {
  items = 0;
  failed = 0;
  #clips = 0;
  readonly #startedMs = performance.now();

  add({ items, clips, failed }: Parameters<Progress['advance']>[0]): void {
    this.items += items;
    this.#clips += clips;
    if (failed) this.failed += 1;
  }

  get rate(): string {
    const seconds = Math.max((performance.now() - this.#startedMs) / 1000, 0.001);
    return (this.#clips / seconds).toFixed(1);
  }
}

/**
 * cli-progress saves the cursor when a bar starts and goes back there when it stops, which would be in the middle of
 * what was printed since.
 */
function withoutSavedCursor(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (text: string): boolean => text === '\u001b7' || text === '\u001b8' || stream.write(text);
  return Object.create(stream, { write: { value: write } }) as NodeJS.WriteStream;
}
