/**
 * xclip-tagger as a library: X-CLIP's classes under the names of transformers' documentation page, and `tagVideos`.
 * Importing it starts nothing and loads no runtime: that waits for the first call.
 */
export {
  XCLIPProcessor,
  XCLIPProcessor as AutoProcessor,
  type ProcessorInputs,
  type ProcessorOutputs,
  type ProcessorParts,
  type XCLIPProcessorCall,
} from './library/processing/xclip-processor.js';
export { XCLIPConfig, type XCLIPConfigSettings } from './library/configs/xclip-config.js';
export {
  XCLIPTextConfig,
  type SharedSettings,
  type XCLIPTextConfigSettings,
} from './library/configs/xclip-text-config.js';
export { XCLIPVisionConfig, type XCLIPVisionConfigSettings } from './library/configs/xclip-vision-config.js';
export { PretrainedConfig, type ConfigInit, type JsonDict } from './library/configs/pretrained-config.js';
export {
  XCLIPModel,
  XCLIPModel as AutoModel,
  type XCLIPModelCall,
  type XCLIPModelInputs,
} from './library/models/xclip-model.js';
export {
  XCLIPTextModel,
  type XCLIPTextModelCall,
  type XCLIPTextModelInputs,
} from './library/models/xclip-text-model.js';
export {
  XCLIPVisionModel,
  type XCLIPVisionModelCall,
  type XCLIPVisionModelInputs,
} from './library/models/xclip-vision-model.js';
export type { TextInputs } from './library/models/text-inputs.js';
export type { VisionInputs } from './library/models/vision-inputs.js';
export type { CaptureFlags, OutputFlags } from './library/models/capture-flags.js';
export type {
  AttentionImplementation,
  Device,
  DownloadProgress,
  ModelOptions,
  Precision,
  PretrainedOptions,
  StopSignal,
} from './library/pretrained.js';
export {
  BaseModelOutputWithPooling,
  FeaturesTensor,
  ModelOutput,
  XCLIPOutput,
  type OutputTuple,
} from './library/models/model-output.js';

export {
  sample_frame_indices,
  type SampleFrameIndicesOptions,
} from './library/videos/sample-frame-indices.js';
export {
  probe_video,
  read_video,
  type OpenVideoOptions,
  type ReadVideoOptions,
  type VideoInfo,
} from './library/videos/read-video.js';

export {
  CLIPTokenizer,
  CLIPTokenizer as AutoTokenizer,
  CLIPTokenizer as CLIPTokenizerFast,
} from './library/processing/clip-tokenizer.js';
export type {
  CLIPTokenizerCall,
  DecodeOptions,
  TokenizedTexts,
  TokenizeOptions,
} from './library/processing/tokenized-texts.js';
export type { TokenIds } from './library/processing/token-ids.js';
export type { PaddingOptions, TokenizerOptions } from './library/processing/tokenizer-options.js';
export type { TokenizerSettings } from './library/processing/tokenizer-settings.js';
export {
  VideoMAEImageProcessor,
  type VideoMAEImageProcessorCall,
} from './library/processing/videomae-image-processor.js';
export type { ImageProcessorOptions, SizeDict } from './library/processing/image-options.js';
export type { FrameInput, VideoInput, VideosInput } from './library/processing/video-frames.js';

export {
  tagVideos,
  type RankedLabel,
  type TaggedClip,
  type TagVideosOptions,
  type UntaggedVideo,
} from './library/videos/tag-videos.js';
export { embedVideos, type EmbeddedClip, type EmbedVideosOptions } from './library/videos/embed-videos.js';
export { searchStore, type FoundClip, type SearchStoreOptions } from './library/videos/search-store.js';
export type { Labels } from './library/videos/label-sets.js';
export type { VideoOptions, VideoPaths } from './library/videos/video-options.js';

export {
  Tensor,
  type ByteTensor,
  type FloatTensor,
  type LongTensor,
  type TensorData,
  type TensorLike,
  type TensorTypeName,
} from './library/tensor.js';
export { CheckpointError, UsageError, VideoError, XclipError } from './errors.js';
