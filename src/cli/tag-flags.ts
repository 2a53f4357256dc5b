import { Flags } from '@oclif/core';
import { DECODER_NAMES } from '../media/choose/decoder-names.js';
import { DEFAULT_RULES } from '../media/input-rules.js';
import { CROP_COUNTS } from '../pipeline/read/clip-geometry.js';
import { SCORE_NAMES } from '../pipeline/rank/score-rules.js';
import { SAMPLING_NAMES, SHORT_POLICY_NAMES } from '../pipeline/read/sample.js';
import { FORMAT_NAMES } from '../output/formats/record-format.js';
import { PRECISION_NAMES } from '../xclip/runtime/device/choose-device.js';
import { DEVICE_CHOICES } from '../xclip/runtime/device/device-names.js';

export const modelFlags = {
  model: Flags.string({
    default: 'microsoft/xclip-base-patch32',
    helpValue: 'ID|DIR',
    description: 'a Hub id, a checkpoint folder, or a bundled model (tiny-shapes)',
    helpGroup: 'MODEL',
  }),
  revision: Flags.string({ description: 'branch, tag or commit of a Hub model', helpGroup: 'MODEL' }),
  offline: Flags.boolean({ description: 'use only what is cached', helpGroup: 'MODEL' }),
};

export const walkFlags = {
  ext: Flags.string({
    helpValue: 'LIST',
    description: 'file extensions to take in folders, separated by commas, instead of the usual ones',
    helpGroup: 'INPUT',
  }),
  exclude: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'GLOB',
    description: 'leave out what matches: a name, or with a slash a whole path',
    helpGroup: 'INPUT',
  }),
  'files-from': Flags.string({
    helpValue: 'FILE|-',
    description: 'read more paths from a file, one a line (- is stdin)',
    helpGroup: 'INPUT',
  }),
  'follow-symlinks': Flags.boolean({ description: 'walk into linked folders', helpGroup: 'INPUT' }),
};

export const samplingFlags = {
  sampling: Flags.option({ options: SAMPLING_NAMES })({
    default: 'documented',
    description: "documented: the reference's random window; uniform: midpoints of equal parts",
    helpGroup: 'SAMPLING',
  }),
  'frame-sample-rate': Flags.string({
    default: '1',
    helpValue: 'N',
    description: 'take every N-th frame of the window',
    helpGroup: 'SAMPLING',
  }),
  seed: Flags.integer({
    default: 0,
    min: 0,
    max: 0xffffffff,
    description: 'every video starts from this seed',
    helpGroup: 'SAMPLING',
  }),
  views: Flags.integer({
    default: 1,
    min: 1,
    max: 1000,
    description: 'samples of a video, averaged into one answer',
    helpGroup: 'SAMPLING',
  }),
  short: Flags.option({ options: SHORT_POLICY_NAMES })({
    default: 'clamp',
    description: 'a video shorter than its sampling needs: take all of it, play it again, or give it up',
    helpGroup: 'SAMPLING',
  }),
  crops: Flags.option({ options: CROP_COUNTS })({
    default: '1',
    description: 'crops along the long side of each frame, averaged into one answer',
    helpGroup: 'SAMPLING',
  }),
  resize: Flags.integer({
    min: 1,
    max: 4096,
    helpValue: 'PIXELS',
    description: "resize the shortest edge to this before cropping, instead of to the model's length",
    helpGroup: 'SAMPLING',
  }),
  rotate: Flags.boolean({
    description: 'turn frames as players do; the reference takes them as they are stored',
    helpGroup: 'SAMPLING',
  }),
};

export const engineFlags = {
  device: Flags.option({ options: DEVICE_CHOICES })({
    default: 'auto',
    description: 'what the model runs on; auto: a GPU that is faster than the CPU (docs/DEVICES.md)',
    helpGroup: 'ENGINE',
  }),
  'batch-size': Flags.string({
    default: 'auto',
    helpValue: 'N|auto',
    description: 'clips handed to the model at once; auto: one on a CPU, what is fastest on a GPU',
    helpGroup: 'ENGINE',
  }),
  precision: Flags.option({ options: PRECISION_NAMES })({
    default: 'fp32',
    description:
      'what the vision tower computes in; int8 (CPU) and fp16 (GPU) are faster and nearly as right',
    helpGroup: 'ENGINE',
  }),
  decoders: Flags.integer({
    min: 1,
    max: 256,
    description: 'videos decoded side by side',
    helpGroup: 'ENGINE',
  }),
  timeout: Flags.integer({
    default: 120,
    min: 1,
    max: 86_400,
    helpValue: 'SECONDS',
    description: 'give a video up after this time',
    helpGroup: 'ENGINE',
  }),
  'max-pixels': Flags.integer({
    default: DEFAULT_RULES.maxPixels,
    min: 1,
    max: 2 ** 29,
    helpValue: 'N',
    description: 'refuse videos whose frames have more pixels',
    helpGroup: 'ENGINE',
  }),
  'allow-playlists': Flags.boolean({
    description: 'read files that name others (HLS, concat), and those of this machine that they name',
    helpGroup: 'ENGINE',
  }),
  decoder: Flags.option({ options: DECODER_NAMES })({
    default: 'auto',
    description: 'who decodes: node-av (native), the ffmpeg command, or auto: native where it loads',
    helpGroup: 'ENGINE',
  }),
  ffmpeg: Flags.string({
    helpValue: 'PATH',
    description: 'decode with this ffmpeg (or FFMPEG_PATH)',
    helpGroup: 'ENGINE',
  }),
  hwaccel: Flags.string({
    default: 'none',
    helpValue: 'auto|none|NAME',
    description: 'decode on a device that ffmpeg knows, such as cuda or vaapi; off, since pixels may differ',
    helpGroup: 'ENGINE',
  }),
};

export const labelFlags = {
  labels: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '[NAME=]FILE',
    description: 'labels, one a line, in UTF-8; with names, each file is a set with probabilities of its own',
    helpGroup: 'LABELS',
  }),
  scores: Flags.option({ options: SCORE_NAMES })({
    default: 'softmax',
    description: 'softmax: labels compete; sigmoid: each against neutral sentences; cosine: not at all',
    helpGroup: 'LABELS',
  }),
  background: Flags.string({
    helpValue: 'FILE',
    description: 'neutral sentences for --scores sigmoid, instead of the built-in ones',
    helpGroup: 'LABELS',
  }),
  label: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'TEXT',
    description: 'one more label',
    helpGroup: 'LABELS',
  }),
  examples: Flags.string({
    helpValue: 'FILE',
    description: 'labelled videos (CSV: video,label) to learn from without training',
    helpGroup: 'LABELS',
  }),
  prompt: Flags.string({
    default: '{}',
    helpValue: 'TEMPLATE',
    description: 'text around each label, as in "a video of {}"',
    helpGroup: 'LABELS',
  }),
};

export const outputFlags = {
  output: Flags.string({
    char: 'o',
    helpValue: 'FILE',
    description: 'write here instead of stdout',
    helpGroup: 'OUTPUT',
  }),
  format: Flags.option({ options: [...FORMAT_NAMES, 'table'] as const })({
    description: "by the output's extension; else a table on a terminal, CSV in a pipe",
    helpGroup: 'OUTPUT',
  }),
  overwrite: Flags.boolean({ description: 'replace an existing output', helpGroup: 'OUTPUT' }),
  'csv-safe': Flags.boolean({
    description: 'put an apostrophe before text that spreadsheets would take for a formula',
    helpGroup: 'OUTPUT',
  }),
  'top-k': Flags.integer({ default: 5, min: 1, description: 'labels written per clip', helpGroup: 'OUTPUT' }),
  threshold: Flags.string({
    helpValue: 'P',
    description: 'drop labels below this probability (or score)',
    helpGroup: 'OUTPUT',
  }),
};

export const checkFlags = {
  check: Flags.string({
    helpValue: 'SNAPSHOT',
    description: 'compare with an earlier output instead of writing; exit with 4 if anything drifted',
    helpGroup: 'CHECK',
  }),
  tolerance: Flags.string({
    default: '1e-3',
    helpValue: 'P',
    description: 'largest difference of a probability that is no drift',
    helpGroup: 'CHECK',
  }),
};
