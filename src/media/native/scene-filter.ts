import { FFmpegError, Filter, type FilterContext, FilterGraph, Frame } from 'node-av/lib';
import type { Rational } from '../packets/packet-list.js';
import { CUT_SCORE, cutSeconds, SCORED_WIDTH_PIXELS } from '../clips/scene-score.js';
import { decodeAll } from './decode-all.js';
import type { NativeVideo } from './native-video.js';

/** What ffmpeg's filters have to know of the frames that come; they are built anew where it changes. */
type FrameKind = Pick<Frame, 'width' | 'height' | 'format' | 'colorSpace' | 'colorRange'>;

/** FFmpeg's own scene score, by the same filters as its command runs (find-scene-cuts.ts). */
export class SceneFilter {
  readonly #timeBase: Rational;
  readonly #passed = new Frame();
  #graph: FilterGraph | undefined;
  #source: FilterContext | undefined;
  #sink: FilterContext | undefined;
  #kind = '';

  constructor(timeBase: Rational) {
    this.#timeBase = timeBase;
    this.#passed.alloc();
  }

  /** @param frame is emptied @returns the timestamps, in ticks, of frames that begin a shot; the first frame is one */
  push(frame: Frame): bigint[] {
    this.#prepare(frame);
    if (this.#source === undefined || this.#sink === undefined) return [];
    check(this.#source.buffersrcAddFrameSync(frame));
    const begun: bigint[] = [];
    while (this.#sink.buffersinkGetFrameSync(this.#passed) >= 0) {
      begun.push(this.#passed.pts);
      this.#passed.unref();
    }
    return begun;
  }

  close(): void {
    this.#graph?.free();
    this.#passed.free();
  }

  #prepare({ width, height, format, colorSpace, colorRange }: FrameKind): void {
    const kind = [width, height, format, colorSpace, colorRange].join();
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.#graph?.free();
    const graph = new FilterGraph();
    graph.alloc();
    graph.nbThreads = 1;
    this.#graph = graph;
    const { numerator, denominator } = this.#timeBase;
    const filters = [
      addFilter(
        graph,
        'buffer',
        `video_size=${width}x${height}:pix_fmt=${format}:time_base=${numerator}/${denominator}` +
          `:colorspace=${colorSpace}:range=${colorRange}`,
      ),
      addFilter(graph, 'scale', `w=${SCORED_WIDTH_PIXELS}:h=-2:flags=fast_bilinear`),
      addFilter(graph, 'format', 'rgb24'),
      addFilter(graph, 'select', `eq(n,0)+gt(scene,${CUT_SCORE})`),
      addFilter(graph, 'buffersink'),
    ];
    filters.forEach((filter, i) => {
      const next = filters[i + 1];
      if (next !== undefined) check(filter.link(0, next, 0));
    });
    check(graph.configSync());
    this.#source = filters[0];
    this.#sink = filters.at(-1);
  }
}

function addFilter(graph: FilterGraph, name: string, options?: string): FilterContext {
  const filter = Filter.getByName(name);
  const context = filter === null ? null : graph.createFilter(filter, name, options ?? null);
  if (context === null) throw new Error(`FFmpeg’s ${name} filter cannot be set up`);
  return context;
}

function check(status: number): void {
  if (status < 0) throw new Error(`scene cuts cannot be found (${FFmpegError.strerror(status)})`);
}

/**
 * Decodes the whole video to see where the picture changes at once.
 * @returns when a new shot begins, in seconds from the first frame, ascending
 * @throws VideoError NO_FRAMES, NO_DECODER
 */
export async function findNativeCuts(video: NativeVideo): Promise<number[]> {
  const { index } = video;
  const filter = new SceneFilter(index.stream.timeBase);
  const marks: number[] = [];
  let frameCount = 0;
  try {
    await decodeAll(video, (frame, ticks) => {
      const mark = index.isSteady ? ticks : frameCount++;
      if (!Number.isNaN(mark)) frame.pts = BigInt(mark);
      marks.push(...filter.push(frame).map(Number));
    });
  } finally {
    filter.close();
  }
  return cutSeconds(marks, index);
}
