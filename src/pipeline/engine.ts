import { availableParallelism } from 'node:os';
import { hubBlobsOf } from '../hub/hub-blobs.js';
import {
  resolveCheckpoint,
  type ResolveOptions,
  type ResolvedCheckpoint,
} from '../hub/resolve-checkpoint.js';
import { createDecoderPool, type DecoderPool } from '../media/pool/decoder-pool.js';
import { cacheFolder } from '../cache/cache-folder.js';
import { chooseDecoder, type DecoderFacts } from '../media/choose/choose-decoder.js';
import type { DecoderName } from '../media/choose/decoder-names.js';
import { DEFAULT_RULES, type InputRules } from '../media/input-rules.js';
import {
  chooseDevice,
  type ChosenDevice,
  type PrecisionName,
} from '../xclip/runtime/device/choose-device.js';
import type { DeviceChoice } from '../xclip/runtime/device/device-names.js';
import { requireAddresses } from '../process-limits.js';
import { XclipModel } from '../xclip/model.js';

export interface EngineOptions extends ResolveOptions {
  /** what inference runs on; `auto` if undefined */
  device?: DeviceChoice | undefined;
  /** fp32 if undefined */
  precision?: PrecisionName | undefined;
  /** the decoder engine; `auto`, node-av where it loads, else ffmpeg, if undefined */
  decoder?: DecoderName | undefined;
  /** ffmpeg to use, instead of node-av or the one found */
  ffmpeg?: string | undefined;
  /** a device to decode on, by FFmpeg's name; `auto`: the first that works; `none`, software, if undefined */
  hwaccel?: string | undefined;
  /** videos decoded side by side; one a core if undefined */
  decoders?: number | undefined;
  /** clips handed to the inference thread at once; what suits the device if undefined */
  batchSize?: number | undefined;
  /** what decoders may open and hold; the defaults for what is left out */
  rules?: Partial<InputRules> | undefined;
  /** what decoding one video may take */
  timeoutMs: number;
}

/** A model and decoders, ready to tag. */
export interface Engine {
  checkpoint: ResolvedCheckpoint;
  model: XclipModel;
  pool: DecoderPool;
  decoders: number;
  /** clips handed to the inference thread at once; of a GPU it is known when the model is warm, and falls if memory runs out */
  readonly batchSize: number;
  decoder: DecoderFacts;
  device: ChosenDevice;
  /** Ends the inference thread and the decoder processes. */
  close(): Promise<void>;
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  requireAddresses();
  // A machine that cannot decode, or lacks the device, should not download a model first.
  const { engine, facts, started, notice } = await chooseDecoder({
    decoder: options.decoder,
    ffmpegPath: options.ffmpeg,
    hwaccel: options.hwaccel,
    rules: { ...DEFAULT_RULES, ...options.rules },
  });
  if (notice !== undefined) options.onNotice?.(notice);
  const decoders = options.decoders ?? availableParallelism();
  const pool = createDecoderPool({ engine, started, size: decoders, timeoutMs: options.timeoutMs });
  try {
    return await openModel(options, { pool, decoders, decoder: facts });
  } catch (error) {
    await pool.close();
    throw error;
  }
}

async function openModel(
  options: EngineOptions,
  { pool, decoders, decoder }: Pick<Engine, 'pool' | 'decoders' | 'decoder'>,
): Promise<Engine> {
  const { precision = 'fp32', onNotice, batchSize } = options;
  const device = await chooseDevice(options.device ?? 'auto', precision);
  const checkpoint = await resolveCheckpoint(options);
  const model = XclipModel.open(checkpoint.folder, {
    hubBlobs: await hubBlobsOf(checkpoint),
    device: device.name,
    int8: precision === 'int8' ? { cacheFolder: cacheFolder(options.env), onNotice } : undefined,
    fp16: precision === 'fp16',
    clipsPerCall: batchSize,
  });
  return {
    checkpoint,
    model,
    pool,
    decoders,
    get batchSize() {
      return batchSize !== undefined && device.name === 'cpu' ? batchSize : model.clipsPerCall.size;
    },
    decoder,
    device,
    close: async () => {
      await Promise.all([pool.close(), model.close()]);
    },
  };
}
