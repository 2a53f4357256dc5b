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
} from './library/xclip-processor.js';
export { XCLIPConfig, type XCLIPConfigSettings } from './library/xclip-config.js';
export {
  XCLIPTextConfig,
  type SharedSettings,
  type XCLIPTextConfigSettings,
} from './library/xclip-text-config.js';
export { XCLIPVisionConfig, type XCLIPVisionConfigSettings } from './library/xclip-vision-config.js';
export { PretrainedConfig, type ConfigInit, type JsonDict } from './library/pretrained-config.js';
export {
  XCLIPModel,
  XCLIPModel as AutoModel,
  type XCLIPModelCall,
  type XCLIPModelInputs,
} from './library/xclip-model.js';
export {
  XCLIPTextModel,
  type XCLIPTextModelCall,
  type XCLIPTextModelInputs,
} from './library/xclip-text-model.js';
export {
  XCLIPVisionModel,
  type XCLIPVisionModelCall,
  type XCLIPVisionModelInputs,
} from './library/xclip-vision-model.js';
export type { TextInputs } from './library/text-inputs.js';
export type { VisionInputs } from './library/vision-inputs.js';
export type { CaptureFlags, OutputFlags } from './library/capture-flags.js';
export type {
  AttentionImplementation,
  Device,
  ModelOptions,
  Precision,
  PretrainedOptions,
} from './library/pretrained.js';
export type { DownloadProgress } from './hub/resolve-checkpoint.js';
export {
  BaseModelOutputWithPooling,
  FeaturesTensor,
  ModelOutput,
  XCLIPOutput,
  type OutputTuple,
} from './library/model-output.js';

export { sample_frame_indices, type SampleFrameIndicesOptions } from './library/sample-frame-indices.js';
export {
  probe_video,
  read_video,
  type OpenVideoOptions,
  type ReadVideoOptions,
  type VideoInfo,
} from './library/read-video.js';

export {
  CLIPTokenizer,
  CLIPTokenizer as AutoTokenizer,
  CLIPTokenizer as CLIPTokenizerFast,
  type CLIPTokenizerCall,
  type DecodeOptions,
  type TokenIds,
  type TokenizedTexts,
  type TokenizerOptions,
} from './library/clip-tokenizer.js';
export type { PaddingOptions } from './library/pad-rows.js';
export {
  VideoMAEImageProcessor,
  type ImageProcessorOptions,
  type VideoMAEImageProcessorCall,
} from './library/videomae-image-processor.js';
export type { FrameInput, VideoInput, VideosInput } from './library/video-frames.js';

export {
  tagVideos,
  type TaggedClip,
  type TagVideosOptions,
  type UntaggedVideo,
  type VideoPaths,
} from './library/tag-videos.js';
export type { RankedLabel } from './pipeline/rank.js';

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
