import { XclipError } from '../../errors.js';
import { Callable, type CallableClass } from '../callable.js';
import {
  CLIPTokenizer,
  type DecodeOptions,
  type TokenIds,
  type TokenizedTexts,
  type TokenizerOptions,
} from './clip-tokenizer.js';
import { resolveFolder, type PretrainedOptions } from '../pretrained.js';
import type { FloatTensor, TensorLike } from '../tensor.js';
import type { VideosInput } from './video-frames.js';
import { VideoMAEImageProcessor, type ImageProcessorOptions } from './videomae-image-processor.js';

/** What a processor is called with: texts, videos or both, and its parts' options. */
export interface ProcessorInputs extends TokenizerOptions, ImageProcessorOptions {
  text?: string | readonly string[] | undefined;
  videos?: VideosInput | undefined;
}

/** What a processor gives: what the texts and the videos that it got became. */
export type ProcessorOutputs<I extends ProcessorInputs> = (I extends { text: string | readonly string[] }
  ? TokenizedTexts
  : Partial<TokenizedTexts>) &
  (I extends { videos: VideosInput } ? { pixel_values: FloatTensor } : { pixel_values?: FloatTensor });

/** Calling a processor prepares texts and videos. */
export type XCLIPProcessorCall = <I extends ProcessorInputs>(inputs: I) => Promise<ProcessorOutputs<I>>;

/** A processor's parts. */
export interface ProcessorParts {
  image_processor: VideoMAEImageProcessor;
  tokenizer: CLIPTokenizer;
}

/**
 * A VideoMAE image processor and a CLIP tokenizer in one.
 * @see https://huggingface.co/docs/transformers/model_doc/xclip#transformers.XCLIPProcessor
 */
export class XCLIPProcessor extends (Callable as CallableClass<XCLIPProcessorCall>) {
  readonly image_processor: VideoMAEImageProcessor;
  readonly tokenizer: CLIPTokenizer;

  constructor({ image_processor, tokenizer }: ProcessorParts) {
    super();
    this.image_processor = image_processor;
    this.tokenizer = tokenizer;
  }

  /**
   * The processor of a checkpoint.
   * @param id a folder, a bundled model's name or a Hub id
   * @throws CheckpointError if it cannot be had or used
   */
  static async from_pretrained(id: string, options: PretrainedOptions = {}): Promise<XCLIPProcessor> {
    const folder = await resolveFolder(id, options, ['preprocessor_config.json']);
    return new XCLIPProcessor({
      image_processor: VideoMAEImageProcessor.from_folder(folder),
      tokenizer: new CLIPTokenizer(folder),
    });
  }

  /** the names of what it gives */
  get model_input_names(): string[] {
    return ['pixel_values', 'input_ids', 'attention_mask'];
  }

  /**
   * Texts → `input_ids` and `attention_mask`, int64 [texts, tokens]; videos → `pixel_values`, float32 [videos,
   * frames, 3, height, width]: what the models' forward takes. Resizing runs in the calling thread.
   * @throws XclipError MISSING_INPUT, BAD_TENSOR, RAGGED, NO_TEXT, BAD_OPTION
   */
  _call(inputs: ProcessorInputs): Promise<Partial<TokenizedTexts & { pixel_values: FloatTensor }>> {
    const { text, videos } = inputs;
    return new Promise((resolve) => {
      if (text === undefined && videos === undefined) throw nothingGiven();
      resolve({
        ...(text === undefined ? {} : this.tokenizer.encode_batch(text, inputs)),
        ...(videos === undefined ? {} : this.image_processor.preprocess(videos, imageOptions(inputs))),
      });
    });
  }

  /** Ids of several texts → texts, by the tokenizer. */
  batch_decode(sequences: readonly TokenIds[] | TensorLike, options?: DecodeOptions): string[] {
    return this.tokenizer.batch_decode(sequences, options);
  }

  /** Ids of one text → text, by the tokenizer. */
  decode(token_ids: TokenIds, options?: DecodeOptions): string {
    return this.tokenizer.decode(token_ids, options);
  }

  /** Writes the tokenizer's files and preprocessor_config.json into a folder, which is made if it is not there. */
  save_pretrained(folder: string): void {
    this.tokenizer.save_pretrained(folder);
    this.image_processor.save_pretrained(folder);
  }
}

function nothingGiven(): XclipError {
  return new XclipError('You need to provide at least one input to call XCLIPProcessor', {
    code: 'MISSING_INPUT',
    hint: 'pass text, videos or both',
  });
}

function imageOptions(inputs: ProcessorInputs): ImageProcessorOptions {
  const { do_resize, size, resample, do_center_crop, crop_size } = inputs;
  const { do_rescale, rescale_factor, do_normalize, image_mean, image_std } = inputs;
  const geometry = { do_resize, size, resample, do_center_crop, crop_size };
  return { ...geometry, do_rescale, rescale_factor, do_normalize, image_mean, image_std };
}
