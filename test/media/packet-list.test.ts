import { describe, expect, it } from 'vitest';
import { PacketList } from '../../src/media/packet-list.js';

function listOf(...lines: string[]): PacketList {
  const list = new PacketList();
  for (const line of lines) list.addLine(line);
  return list;
}

describe('PacketList', () => {
  it('sorts timestamps into presentation order and drops discarded packets', () => {
    const list = listOf(
      'packet|pts=-512|dts=-1024|flags=KD_',
      'packet|pts=0|dts=-512|flags=K__',
      'packet|pts=2048|dts=0|flags=___|side_data|',
      '',
      'packet|pts=1024|dts=512|flags=___',
    );
    expect(list.packetCount).toBe(4);
    expect(list.frameCount).toBe(3);
    expect(list.startsWithKeyFrame).toBe(true);
    expect(list.sortedPts).toEqual(Float64Array.of(0, 1024, 2048));
    expect(list.sortedDts).toEqual(Float64Array.of(-512, 0, 512));
  });

  it('has no order where a timestamp is missing', () => {
    const list = listOf('packet|pts=N/A|dts=0|flags=K_', 'packet|pts=3|dts=1|flags=__');
    expect(list.sortedPts).toBeUndefined();
    expect(list.sortedDts).toEqual(Float64Array.of(0, 1));
  });

  it('holds more packets than it has room for at first', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `packet|pts=${999 - i}|dts=${i}|flags=__`);
    expect(listOf(...lines).sortedPts?.[999]).toBe(999);
  });

  it('reads the stream and the format', () => {
    const list = listOf(
      'stream|codec_name=h264|width=640|height=272|pix_fmt=yuv420p|color_range=tv|chroma_location=left|r_frame_rate=25/1|time_base=1/12800|nb_frames=N/A|disposition:attached_pic=0',
      'format|nb_streams=2|format_name=mov,mp4,m4a,3gp,3g2,mj2|start_time=0.080000',
    );
    expect(list.stream).toEqual({
      codecName: 'h264',
      pixelFormat: 'yuv420p',
      colorRange: 'tv',
      chromaLocation: 'left',
      widthPixels: 640,
      heightPixels: 272,
      timeBase: { numerator: 1, denominator: 12800 },
      frameRate: { numerator: 25, denominator: 1 },
      promisedFrameCount: undefined,
      isAttachedPicture: false,
    });
    expect(list.format).toEqual({
      formatName: 'mov,mp4,m4a,3gp,3g2,mj2',
      streamCount: 2,
      startSeconds: 0.08,
    });
  });
});
