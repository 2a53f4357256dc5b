import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XclipError } from '../../errors.js';
import type { JsonObject } from '../../xclip/json-file.js';
import { badOption, checkOptions, requireObject, type OptionRules } from '../arguments.js';
import { Callable, type CallableClass } from '../callable.js';
import { resolveFolder, splitPretrained } from '../find-checkpoint.js';
import type { PretrainedOptions } from '../pretrained.js';
import { sortedJson } from '../sorted-json.js';
import type { FloatTensor } from '../tensor.js';
import { CLIPTokenizer } from './clip-tokenizer.js';
import type { DecodeOptions, TokenizedTexts } from './tokenized-texts.js';
import { IMAGE_RULES, type ImageProcessorOptions } from './image-options.js';
import type { TokenIds } from './token-ids.js';
import { TOKENIZER_RULES, type TokenizerOptions } from './tokenizer-options.js';
import { SETTING_RULES, type TokenizerSettings } from './tokenizer-settings.js';
import type { VideosInput } from './video-frames.js';
import { PROCESSOR_FILES, VideoMAEImageProcessor } from './videomae-image-processor.js';

/** What a processor is called with: texts, videos or both, and its parts' options, together or apart. */
export interface ProcessorInputs extends TokenizerOptions, ImageProcessorOptions {
  text?: string | readonly string[] | undefined;
  videos?: VideosInput | undefined;
  /** another name of `videos` */
  images?: VideosInput | undefined;
  /** options for the tokenizer alone */
  text_kwargs?: TokenizerOptions | undefined;
  /** options for the image processor alone */
  images_kwargs?: ImageProcessorOptions | undefined;
}

/** What a processor gives: what the texts and the videos that it got became. */
export type ProcessorOutputs<I extends ProcessorInputs> = (I extends { text: string | readonly string[] }
  ? TokenizedTexts
  : Partial<TokenizedTexts>) &
  (I extends { videos: VideosInput } | { images: VideosInput }
    ? { pixel_values: FloatTensor }
    : { pixel_values?: FloatTensor });

/** Calling a processor prepares texts and videos. */
export type XCLIPProcessorCall = <I extends ProcessorInputs>(inputs: I) => Promise<ProcessorOutputs<I>>;

/** A processor's parts. */
export interface ProcessorParts {
  image_processor: VideoMAEImageProcessor;
  tokenizer: CLIPTokenizer;
}

const RULES: OptionRules = {
  text: [],
  videos: [],
  images: [],
  text_kwargs: [],
  images_kwargs: [],
  ...IMAGE_RULES,
  ...TOKENIZER_RULES,
};

/**
 * A VideoMAE image processor and a CLIP tokenizer in one.
 * @see https://huggingface.co/docs/transformers/model_doc/xclip#transformers.XCLIPProcessor
 */
export class XCLIPProcessor extends (Callable as CallableClass<XCLIPProcessorCall>) {
  readonly image_processor: VideoMAEImageProcessor;
  readonly tokenizer: CLIPTokenizer;

  constructor(parts: ProcessorParts) {
    super();
    const { image_processor, tokenizer } = requireObject(parts, 'XCLIPProcessor');
    if (!(image_processor instanceof VideoMAEImageProcessor) || !(tokenizer instanceof CLIPTokenizer)) {
      throw badOption(
        'XCLIPProcessor takes { image_processor: VideoMAEImageProcessor, tokenizer: CLIPTokenizer }',
      );
    }
    this.image_processor = image_processor;
    this.tokenizer = tokenizer;
  }

  /**
   * The processor of a checkpoint.
   * @param id a folder, a bundled model's name or a Hub id
   * @param options how it is found, and settings in the place of its parts' own, such as `crop_size`
   * @throws CheckpointError if it cannot be had or used; XclipError BAD_OPTION
   */
  static async from_pretrained(
    id: string,
    options: PretrainedOptions & TokenizerSettings & ImageProcessorOptions = {},
  ): Promise<XCLIPProcessor> {
    const rules = { ...SETTING_RULES, ...IMAGE_RULES };
    const { where, settings } = splitPretrained(options, rules, 'XCLIPProcessor.from_pretrained');
    const folder = await resolveFolder(id, where, PROCESSOR_FILES);
    return new XCLIPProcessor({
      image_processor: VideoMAEImageProcessor.from_folder(folder, among(settings, IMAGE_RULES)),
      tokenizer: new CLIPTokenizer(folder, among(settings, SETTING_RULES)),
    });
  }

  /** the names of what it gives */
  get model_input_names(): string[] {
    return ['pixel_values', 'input_ids', 'attention_mask'];
  }

  /**
   * Texts → `input_ids` and `attention_mask`, int64 [texts, tokens]; videos → `pixel_values`, float32 [videos,
   * frames, 3, height, width]: what the models' forward takes. Resizing runs in the calling thread. Options that are
   * left out are as the tokenizer's tokenizer_config.json has them.
   * @throws XclipError MISSING_INPUT, BAD_TENSOR, RAGGED, NO_TEXT, BAD_OPTION
   */
  async _call(inputs: ProcessorInputs): Promise<Partial<TokenizedTexts & { pixel_values: FloatTensor }>> {
    checkOptions(inputs, RULES, 'XCLIPProcessor');
    const { text, videos, images = videos } = inputs;
    if (videos !== undefined && images !== videos)
      throw badOption('videos and images are the same: give one of them');
    if (text === undefined && images === undefined) throw nothingGiven();
    const defaults = among(this.tokenizer.init_kwargs, TOKENIZER_RULES);
    const textOptions = { ...defaults, ...own(inputs, 'text_kwargs', TOKENIZER_RULES) };
    const imageOptions = own(inputs, 'images_kwargs', IMAGE_RULES);
    return Promise.resolve({
      ...(text === undefined ? {} : this.tokenizer.encode_batch(text, textOptions)),
      ...(images === undefined ? {} : this.image_processor.preprocess(images, imageOptions)),
    });
  }

  /** Ids of several texts → texts, by the tokenizer. */
  batch_decode(sequences: readonly TokenIds[] | TokenIds, options?: DecodeOptions): string[] {
    return this.tokenizer.batch_decode(sequences, options);
  }

  /** Ids of one text → text, of several → texts, by the tokenizer. */
  decode(token_ids: number | bigint | TokenIds, options?: DecodeOptions): string;
  decode(token_ids: readonly TokenIds[], options?: DecodeOptions): string[];
  decode(
    token_ids: number | bigint | TokenIds | readonly TokenIds[],
    options?: DecodeOptions,
  ): string | string[] {
    return this.tokenizer.decode(token_ids as TokenIds, options);
  }

  /**
   * Writes the tokenizer's files, processor_config.json and preprocessor_config.json, which older versions of
   * transformers read, into a folder, which is made if it is not there.
   */
  save_pretrained(folder: string): void {
    this.tokenizer.save_pretrained(folder);
    this.image_processor.save_pretrained(folder);
    const both = { image_processor: this.image_processor.to_dict(), processor_class: 'XCLIPProcessor' };
    writeFileSync(join(folder, 'processor_config.json'), sortedJson(both));
  }
}

function nothingGiven(): XclipError {
  return new XclipError('You need to provide at least one input to call XCLIPProcessor', {
    code: 'MISSING_INPUT',
    hint: 'pass text, videos or both',
  });
}

/** Options that stand among the inputs, and in an object of their own; undefined ones are none. */
function own(inputs: ProcessorInputs, name: 'text_kwargs' | 'images_kwargs', rules: OptionRules): JsonObject {
  const together = among(inputs, rules);
  if (inputs[name] === undefined) return together;
  checkOptions(inputs[name], rules, name);
  const apart = among(inputs[name], rules);
  const twice = Object.keys(apart).find((option) => option in together);
  if (twice !== undefined) throw badOption(`${twice} is given twice: in ${name}, and beside it`);
  return { ...together, ...apart };
}

function among(options: object, rules: OptionRules): JsonObject {
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => Object.hasOwn(rules, name) && value !== undefined),
  );
}
