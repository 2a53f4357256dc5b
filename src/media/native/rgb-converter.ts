import { AV_PIX_FMT_RGB24, AVCOL_PRI_UNSPECIFIED, AVCOL_TRC_UNSPECIFIED } from 'node-av/constants';
import { FFmpegError, Frame, SoftwareScaleContext } from 'node-av/lib';

const CHANNELS = 3;

/**
 * Frames as PyAV's `to_ndarray(format='rgb24')`, to the byte: swscale set up as PyAV does it. Any other way to set it up
 * (sws_getContext, other flags) rounds some formats otherwise.
 */
export class RgbConverter {
  readonly #scaler = new SoftwareScaleContext();
  #target: Frame | undefined;
  #tight = new Uint8Array(0);

  constructor() {
    this.#scaler.allocContext();
    require(this.#scaler.setOption('sws_flags', 'bilinear'));
    require(this.#scaler.setOption('threads', '1'));
  }

  /** @returns uint8 [height, width, 3], good until the next call */
  convert(frame: Frame): Uint8Array {
    if (frame.format === AV_PIX_FMT_RGB24) return this.#tighten(frame);
    const target = this.#targetFor(frame);
    require(target.copyProps(frame));
    for (const one of [frame, target]) {
      one.colorTrc = AVCOL_TRC_UNSPECIFIED;
      one.colorPrimaries = AVCOL_PRI_UNSPECIFIED;
    }
    require(this.#scaler.scaleFrameSync(target, frame));
    return this.#tighten(target);
  }

  close(): void {
    this.#target?.free();
    this.#target = undefined;
    this.#scaler.freeContext();
  }

  #targetFor({ width, height }: Frame): Frame {
    if (this.#target?.width === width && this.#target.height === height) return this.#target;
    this.#target?.free();
    const target = new Frame();
    target.alloc();
    target.width = width;
    target.height = height;
    target.format = AV_PIX_FMT_RGB24;
    require(target.allocBuffer());
    this.#target = target;
    return target;
  }

  /** Without the room that FFmpeg leaves at the end of rows. */
  #tighten(frame: Frame): Uint8Array {
    const { data, linesize, width, height } = frame;
    const rows = data?.[0] ?? new Uint8Array(0);
    const strideBytes = linesize[0] ?? 0;
    const rowBytes = width * CHANNELS;
    // Stored from the bottom up.
    if (strideBytes < rowBytes) return frame.toBuffer();
    if (strideBytes === rowBytes) return rows.subarray(0, rowBytes * height);
    if (this.#tight.length !== rowBytes * height) this.#tight = new Uint8Array(rowBytes * height);
    for (let y = 0; y < height; y++) {
      this.#tight.set(rows.subarray(y * strideBytes, y * strideBytes + rowBytes), y * rowBytes);
    }
    return this.#tight;
  }
}

function require(status: number): void {
  if (status < 0) throw new Error(`a frame cannot be converted (${FFmpegError.strerror(status)})`);
}
