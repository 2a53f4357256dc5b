import {
  AV_CODEC_FLAG_QSCALE,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AVCOL_RANGE_JPEG,
  FF_ENCODER_MJPEG,
  FF_QP2LAMBDA,
} from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, Packet, Rational, SoftwareScaleContext } from 'node-av/lib';
import { JPEG_QUALITY, type RgbPicture } from '../rgb-picture.js';

/** In this process, by node-av. */
export function encodeNatively({ widthPixels, heightPixels, rgb }: RgbPicture): Uint8Array {
  const codec = Codec.findEncoderByName(FF_ENCODER_MJPEG);
  if (codec === null) throw new Error('this node-av has no JPEG encoder');
  const context = new CodecContext();
  const scaler = new SoftwareScaleContext();
  const [source, target, packet] = [new Frame(), new Frame(), new Packet()];
  try {
    allocate(source, AV_PIX_FMT_RGB24, widthPixels, heightPixels);
    must(source.fromBuffer(Buffer.from(rgb.buffer, rgb.byteOffset, rgb.byteLength)));
    allocate(target, AV_PIX_FMT_YUV420P, widthPixels, heightPixels);
    // All of a byte's range, as JPEG has it.
    target.colorRange = AVCOL_RANGE_JPEG;
    scaler.allocContext();
    must(scaler.scaleFrameSync(target, source));
    context.allocContext3(codec);
    context.width = widthPixels;
    context.height = heightPixels;
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.colorRange = AVCOL_RANGE_JPEG;
    context.timeBase = new Rational(1, 25);
    context.threadCount = 1;
    context.setFlags(AV_CODEC_FLAG_QSCALE);
    context.globalQuality = JPEG_QUALITY * FF_QP2LAMBDA;
    target.quality = JPEG_QUALITY * FF_QP2LAMBDA;
    must(context.open2Sync(codec));
    packet.alloc();
    must(context.sendFrameSync(target));
    must(context.sendFrameSync(null));
    must(context.receivePacketSync(packet));
    if (packet.data === null) throw new Error('no JPEG came');
    return Uint8Array.from(packet.data);
  } finally {
    packet.free();
    source.free();
    target.free();
    scaler.freeContext();
    context.freeContext();
  }
}

function allocate(frame: Frame, format: Frame['format'], widthPixels: number, heightPixels: number): void {
  frame.alloc();
  frame.format = format;
  frame.width = widthPixels;
  frame.height = heightPixels;
  must(frame.allocBuffer());
}

function must(status: number): void {
  if (status < 0) throw new Error(`no JPEG can be made (${FFmpegError.strerror(status)})`);
}
