/** From the pixels that a caller has to the inputs of the vision graph. */
import { XclipError } from '../../errors.js';
import type { VisionConfig } from '../../xclip/config.js';
import type { Checkpoint } from '../../xclip/checkpoint/checkpoint.js';
import type { PlainTensor } from '../../xclip/runtime/session.js';
import { interpolatePositions } from './interpolate-positions.js';
import { badTensor, requireFilled, showDims, type TensorLike } from '../tensor.js';
import { missingInput } from './text-inputs.js';

export interface VisionInputs {
  /** float32 [frames, 3, height, width] for XCLIPVisionModel, [videos, frames, 3, height, width] for XCLIPModel */
  pixel_values?: TensorLike | undefined;
  /** stretch the position embeddings to frames of another size than the model's; false if undefined */
  interpolate_pos_encoding?: boolean | undefined;
}

export interface VisionFeeds {
  frameCount: number;
  /** of one frame: the class token and its patches */
  tokenCount: number;
  feeds: Record<'pixel_values' | 'position_embeddings', PlainTensor>;
}

/** Makes the vision graph's inputs; remembers the positions of the last size. */
export class VisionFeeder {
  readonly #checkpoint: Checkpoint;
  readonly #vision: VisionConfig;
  #positions: { size: string; values: Float32Array<ArrayBuffer> } | undefined;

  constructor(checkpoint: Checkpoint, vision: VisionConfig) {
    this.#checkpoint = checkpoint;
    this.#vision = vision;
  }

  /** @throws XclipError MISSING_INPUT, BAD_TENSOR, WRONG_FRAME_COUNT, WRONG_IMAGE_SIZE */
  feeds({ pixel_values, interpolate_pos_encoding = false }: VisionInputs): VisionFeeds {
    if (pixel_values === undefined) throw missingInput('pixel_values');
    requireFilled(pixel_values, 'pixel_values');
    const [frameCount = 0, channels, height = 0, width = 0] = pixel_values.dims;
    if (pixel_values.dims.length !== 4 || channels !== 3 || frameCount === 0) {
      throw badTensor(
        `pixel_values has the shape ${showDims(pixel_values.dims)} in the place of [frames, 3, height, width]`,
      );
    }
    const { numFrames } = this.#vision;
    if (frameCount % numFrames !== 0) throw wrongFrameCount(frameCount, numFrames);
    const positions = this.#positionsFor(height, width, interpolate_pos_encoding);
    const tokenCount = positions.length / this.#vision.hiddenSize;
    return {
      frameCount,
      tokenCount,
      feeds: {
        pixel_values: {
          type: 'float32',
          data: copiedFloats(pixel_values.data),
          dims: pixel_values.dims,
        },
        position_embeddings: {
          type: 'float32',
          data: positions.slice(),
          dims: [1, tokenCount, this.#vision.hiddenSize],
        },
      },
    };
  }

  #positionsFor(height: number, width: number, interpolate: boolean): Float32Array<ArrayBuffer> {
    const { imageSize, patchSize } = this.#vision;
    if (!interpolate && (height !== imageSize || width !== imageSize)) {
      throw wrongImageSize(height, width, imageSize);
    }
    const grid = { rows: Math.floor(height / patchSize), columns: Math.floor(width / patchSize) };
    if (grid.rows === 0 || grid.columns === 0) {
      throw badTensor(`frames of ${height}*${width} pixels are smaller than one patch of ${patchSize}`);
    }
    const size = `${grid.rows} ${grid.columns}`;
    if (this.#positions?.size === size) return this.#positions.values;
    const own = this.#ownPositions();
    const side = Math.floor(imageSize / patchSize);
    const isOwn = grid.rows === side && grid.columns === side;
    const values = isOwn ? own : interpolatePositions(own, this.#vision.hiddenSize, grid);
    this.#positions = { size, values };
    return values;
  }

  #ownPositions(): Float32Array<ArrayBuffer> {
    const { imageSize, patchSize, hiddenSize } = this.#vision;
    const tokenCount = 1 + Math.floor(imageSize / patchSize) ** 2;
    return this.#checkpoint.readWeight('vision_model.embeddings.position_embedding.weight', [
      tokenCount,
      hiddenSize,
    ]);
  }
}

function copiedFloats(data: TensorLike['data']): Float32Array<ArrayBuffer> {
  return data instanceof Float32Array ? new Float32Array(data) : Float32Array.from(data, Number);
}

export function wrongFrameCount(frameCount: number, numFrames: number): XclipError {
  return new XclipError(`${frameCount} frames are given, but the model takes ${numFrames} a video`, {
    code: 'WRONG_FRAME_COUNT',
    hint: `sample clip_len: ${numFrames} frames (config.vision_config.num_frames)`,
  });
}

/** The reference's check and words (XCLIPVisionEmbeddings.forward). */
function wrongImageSize(height: number, width: number, imageSize: number): XclipError {
  return new XclipError(
    `Input image size (${height}*${width}) doesn't match model (${imageSize}*${imageSize}).`,
    { code: 'WRONG_IMAGE_SIZE', hint: 'let the processor resize, or pass interpolate_pos_encoding: true' },
  );
}
