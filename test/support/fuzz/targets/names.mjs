/** Which file has each target: the parsers of a room together. */
export const FILES = {
  safetensors: 'checkpoint',
  'shard-index': 'checkpoint',
  'torch-zip': 'checkpoint',
  pickle: 'checkpoint',
  'folded-int8': 'folded-int8',
  config: 'model-files',
  preprocessor: 'model-files',
  tokenizer: 'model-files',
  'slow-tokenizer': 'model-files',
  labels: 'user-files',
  examples: 'user-files',
  snapshot: 'user-files',
  store: 'store',
  ffprobe: 'ffmpeg-output',
  'ffmpeg-log': 'ffmpeg-output',
  journal: 'journal',
};

export const TARGETS = Object.keys(FILES);
