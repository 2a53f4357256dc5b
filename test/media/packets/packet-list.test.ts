import { describe, expect, it } from 'vitest';
import { PacketList } from '../../../src/media/packets/packet-list.js';
import { requireVideo } from '../../../src/media/packets/probe-errors.js';

function listOf(...lines: string[]): PacketList {
  const list = new PacketList();
  for (const line of lines) list.addLine(line);
  return list;
}

describe('PacketList', () => {
  it('counts discarded packets and does not keep them', () => {
    const list = listOf(
      'packet|pts=-512|dts=-1024|duration=512|flags=KD_',
      'packet|pts=0|dts=-512|duration=512|flags=K__',
      'packet|pts=2048|dts=0|duration=99|flags=___|side_data|',
      '',
      'packet|pts=1024|dts=512|duration=512|flags=___',
    );
    expect(list.packetCount).toBe(4);
    expect(list.pts).toEqual(Float64Array.of(0, 2048, 1024));
    expect(list.dts).toEqual(Float64Array.of(-512, 0, 512));
    expect([list.firstKeyPacket, list.firstKeyPts, list.displayLagTicks]).toEqual([0, -512, 512]);
    expect(list.lastDurationTicks).toBe(99);
  });

  it('marks missing timestamps', () => {
    const list = listOf('packet|pts=N/A|dts=0|flags=__', 'packet|pts=3|dts=N/A|flags=K_');
    expect(list.pts).toEqual(Float64Array.of(NaN, 3));
    expect(list.dts).toEqual(Float64Array.of(0, NaN));
    expect([list.firstKeyPacket, list.firstKeyPts]).toEqual([1, 3]);
    expect([list.displayLagTicks, list.lastDurationTicks]).toEqual([0, 0]);
  });

  it('takes a time that is no whole number for none', () => {
    const list = listOf(
      'packet|pts=x|dts=1e999|duration=NaN|flags=K_',
      'packet|pts=|dts=0.5|duration=1|flags=__',
    );
    expect([list.pts, list.dts]).toEqual([Float64Array.of(NaN, NaN), Float64Array.of(NaN, NaN)]);
    expect(list.lastDurationTicks).toBe(1);
  });

  it.each(['0/0', '1/0', '0/25', '-1/-25', 'x/y', '1', '', '1e999/1', '0.5/2'])(
    'has no times by a clock of %s seconds a tick',
    (timeBase) => {
      const list = listOf(
        'packet|pts=0|dts=0|duration=1|flags=K_',
        `stream|codec_name=h264|width=64|height=64|time_base=${timeBase}`,
        'format|nb_streams=1|format_name=avi',
      );
      expect(() => requireVideo(list)).toThrow('frames of unknown times (h264)');
    },
  );

  it('cuts names that are none of FFmpeg’s', () => {
    const list = listOf(
      `stream|codec_name=${'x'.repeat(50_000)}`,
      `format|format_name=${'y'.repeat(50_000)}`,
    );
    expect(list.stream?.codecName.length).toBeLessThan(200);
    expect(list.format?.formatName.length).toBeLessThan(200);
  });

  it('holds more packets than it has room for at first', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `packet|pts=${999 - i}|dts=${i}|flags=__`);
    expect(listOf(...lines).pts[999]).toBe(0);
  });

  it('reads the stream and the format', () => {
    const list = listOf(
      'stream|codec_name=h264|codec_tag_string=avc1|width=640|height=272|pix_fmt=yuv420p|color_range=tv|chroma_location=left|r_frame_rate=25/1|avg_frame_rate=24/1|time_base=1/12800|nb_frames=N/A|disposition:attached_pic=0',
      'format|nb_streams=2|format_name=mov,mp4,m4a,3gp,3g2,mj2|start_time=0.080000',
    );
    expect(list.stream).toEqual({
      codecName: 'h264',
      codecTag: 'avc1',
      pixelFormat: 'yuv420p',
      colorRange: 'tv',
      chromaLocation: 'left',
      widthPixels: 640,
      heightPixels: 272,
      timeBase: { numerator: 1, denominator: 12800 },
      frameRate: { numerator: 25, denominator: 1 },
      averageFrameRate: { numerator: 24, denominator: 1 },
      promisedFrameCount: undefined,
      isAttachedPicture: false,
      displayMatrix: undefined,
    });
    expect(list.format).toEqual({
      formatName: 'mov,mp4,m4a,3gp,3g2,mj2',
      streamCount: 2,
      startSeconds: 0.08,
    });
  });

  it.each([
    'side_data|displaymatrix=',
    // FFmpeg 7 and later.
    'stream_side_data:displaymatrix=',
  ])('reads the display matrix after %s', (before) => {
    const rows = [
      '00000000:            0      -65536           0',
      '00000001:        65536           0           0',
      '00000002:            0           0  1073741824',
    ];
    const list = listOf(`stream|codec_name=h264|${before}\\n${rows.join('\\n')}\\n|rotation=90`);
    expect(list.stream?.displayMatrix).toEqual([0, -65536, 0, 65536, 0, 0, 0, 0, 1073741824]);
  });
});
