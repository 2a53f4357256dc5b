import type { XclipConfig } from '../config.js';
import { buildInt8VideoGraph } from '../graph/int8-video-graph.js';
import type { PixelScaling } from '../graph/patch-embedding.js';
import type { VideoOutputs } from '../graph/video-graph.js';
import type { InferenceThread } from '../runtime/inference-thread.js';
import type { SessionSource } from '../runtime/session.js';
import { chooseForm, STORAGE_OF_FORM, type Int8Form } from './choose-form.js';
import { INT8_SCHEME, openFolded } from './open-folded.js';

/** What a model needs to know to compute in int8. */
export interface Int8Options {
  /** where folded checkpoints are kept */
  cacheFolder: string;
  /** reported before the seconds of work that the first run takes */
  onNotice?: ((message: string) => void) | undefined;
}

/** What a model computes in, as run files and stores name it. */
export type PrecisionDescription =
  | { name: 'fp32' | 'fp16' }
  | {
      name: 'int8';
      /** inputs × weights of the products; both forms give the same sums */
      form: Int8Form;
      /** of folding and quantising */
      scheme: number;
    };

/** One line for people. */
export function precisionLine(precision: PrecisionDescription): string {
  if (precision.name !== 'int8') return `precision: ${precision.name}`;
  const why = precision.form === 'u8u8' ? ", since this machine's u8s8 products overflow" : '';
  return `precision: int8 (${precision.form} products${why}); \`xclip models verify\` measures its error`;
}

interface Int8Source extends Int8Options {
  /** of the checkpoint */
  folder: string;
  /** SHA-256 of its weights */
  weightsHash: string;
  config: XclipConfig;
  scaling: PixelScaling;
  thread: InferenceThread;
  wanted: VideoOutputs;
}

/**
 * The int8 video graph of a checkpoint, for the products that this machine computes exactly.
 * @throws XclipError INT8_INEXACT; CheckpointError CACHE_UNWRITABLE, NOT_FINITE, and what is wrong with the checkpoint
 */
export async function int8Video(source: Int8Source): Promise<{
  graph: Omit<SessionSource, 'threads'>;
  precision: PrecisionDescription;
}> {
  const { config, scaling, thread, wanted } = source;
  const form = await chooseForm(thread);
  const graph = await openFolded({ ...source, storage: STORAGE_OF_FORM[form] }, (folded) => ({
    model: buildInt8VideoGraph(folded, config, scaling, wanted),
    weightsFolder: folded.folder,
    prepack: true,
  }));
  return { graph, precision: { name: 'int8', form, scheme: INT8_SCHEME } };
}
