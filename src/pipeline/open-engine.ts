import { availableParallelism } from 'node:os';
import {
  resolveCheckpoint,
  type ResolveOptions,
  type ResolvedCheckpoint,
} from '../hub/resolve-checkpoint.js';
import { createDecoderPool, type DecoderPool } from '../media/decoder-pool.js';
import { locateMediaTools } from '../media/locate-ffmpeg.js';
import { cacheFolder } from '../cache/cache-folder.js';
import { XclipModel } from '../xclip/model.js';

/** A CPU runs clips one by one, and the sooner a result is written, the better. */
const CPU_BATCH_SIZE = 1;

/** What the vision tower may compute in. */
export const PRECISION_NAMES = ['fp32', 'int8'] as const;
export type PrecisionName = (typeof PRECISION_NAMES)[number];

export interface EngineOptions extends ResolveOptions {
  /** fp32 if undefined */
  precision?: PrecisionName | undefined;
  /** ffmpeg to use, instead of the one found */
  ffmpeg?: string | undefined;
  /** videos decoded side by side; one a core if undefined */
  decoders?: number | undefined;
  /** clips handed to the inference thread at once */
  batchSize?: number | undefined;
  /** what decoding one video may take */
  timeoutMs: number;
}

/** A model and decoders, ready to tag. */
export interface Engine {
  checkpoint: ResolvedCheckpoint;
  model: XclipModel;
  pool: DecoderPool;
  decoders: number;
  batchSize: number;
  ffmpeg: { path: string; version: string };
  /** Ends the inference thread and the decoder processes. */
  close(): Promise<void>;
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  // A machine that cannot decode should not download a model first.
  const { ffmpeg, ffprobe } = await locateMediaTools({ ffmpegPath: options.ffmpeg });
  const checkpoint = await resolveCheckpoint(options);
  const { precision, onNotice } = options;
  const int8 = precision === 'int8' ? { cacheFolder: cacheFolder(options.env), onNotice } : undefined;
  const model = XclipModel.open(checkpoint.folder, { int8 });
  const decoders = options.decoders ?? availableParallelism();
  const pool = createDecoderPool({
    size: decoders,
    ffmpegPath: ffmpeg.path,
    ffprobePath: ffprobe.path,
    timeoutMs: options.timeoutMs,
  });
  return {
    checkpoint,
    model,
    pool,
    decoders,
    batchSize: options.batchSize ?? CPU_BATCH_SIZE,
    ffmpeg: { path: ffmpeg.path, version: ffmpeg.version.text },
    close: async () => {
      await Promise.all([pool.close(), model.close()]);
    },
  };
}
