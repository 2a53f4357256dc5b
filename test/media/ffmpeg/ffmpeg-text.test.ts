import { describe, expect, it } from 'vitest';
import { FfmpegLog } from '../../../src/media/ffmpeg/ffmpeg-log.js';
import { parseVersion, passthroughOptions } from '../../../src/media/ffmpeg/ffmpeg-version.js';
import { LineSplitter } from '../../../src/media/ffmpeg/line-splitter.js';
import { RawFrames } from '../../../src/media/ffmpeg/raw-frames.js';
import { joinRuns, selectTree } from '../../../src/media/ffmpeg/select-expression.js';

describe('selectTree', () => {
  it.each([
    [[3], 'eq(n\\,3)'],
    [[3, 10], 'if(lt(n\\,10)\\,eq(n\\,3)\\,eq(n\\,10))'],
    [
      [0, 1, 2, 7, 9, 10],
      'if(lt(n\\,7)\\,between(n\\,0\\,2)\\,if(lt(n\\,9)\\,eq(n\\,7)\\,between(n\\,9\\,10)))',
    ],
  ])('of frames %j', (frames, expression) => {
    expect(selectTree('n', joinRuns(frames))).toBe(expression);
  });

  it('of timestamps', () => {
    expect(selectTree('pts', [{ first: -512, last: 1024 }])).toBe('between(pts\\,-512\\,1024)');
  });
});

describe('parseVersion', () => {
  it.each([
    [
      'ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000\nlibavutil      57. 28.100 / 57. 28.100',
      '5.1.9-0+deb12u1',
      57,
      '-vsync',
    ],
    [
      'ffmpeg version N-47683-g0e8eb07980-static https\nlibavutil      56. 24.101 / 56. 24.101',
      'N-47683-g0e8eb07980-static',
      56,
      '-vsync',
    ],
    [
      'ffmpeg version n9.0.2-17-g2a571b6068 Copyright\nlibavutil      61.  1.102 / 61.  1.102',
      'n9.0.2-17-g2a571b6068',
      61,
      '-fps_mode',
    ],
  ])('%s', (output, text, libavutilMajor, option) => {
    const version = parseVersion(output);
    expect(version).toEqual({ text, libavutilMajor });
    expect(passthroughOptions({ text, libavutilMajor })).toEqual([option, 'passthrough']);
  });

  it.each(['', 'true (GNU coreutils) 9.1', 'ffmpeg version 5.1'])('not of %j', (output) => {
    expect(parseVersion(output)).toBeUndefined();
  });
});

describe('FfmpegLog', () => {
  it('keeps complaints and the sizes of the frames', () => {
    const log = new FfmpegLog();
    log.push(Buffer.from('[h264 @ 0x1] [verbose] Reinit context to 640x272\n[h264 @ 0x1] [err'));
    log.push(Buffer.from('or] no frame!\n[graph 0 input from stream 0:0 @ 0x2] [verbose] w:640 h:272 pix'));
    log.push(Buffer.from('fmt:yuv420p\n[fatal] the end'));
    log.end();
    expect(log.complaints).toEqual(['no frame!', 'the end']);
    expect(log.inputSizes).toEqual(['640x272']);
  });

  it('does not mind uneven times of raw frames', () => {
    const log = new FfmpegLog();
    log.addLine(
      '[rawvideo @ 0x1] [error] Application provided invalid, non monotonically increasing dts to muxer in stream 0: 17 >= 17',
    );
    expect(log.complaints).toEqual([]);
  });
});

it('RawFrames cuts frames out of chunks of any length', () => {
  const frames: number[][] = [];
  const size = { frameBytes: 3, mostFrames: 3 };
  const cutter = new RawFrames(size, (frame, position) => frames.push([position, ...frame]));
  for (const chunk of [[1], [2, 3, 4, 5, 6, 7], [], [8]]) cutter.push(Buffer.from(chunk));
  expect(frames).toEqual([
    [0, 1, 2, 3],
    [1, 4, 5, 6],
  ]);
  expect([cutter.count, cutter.leftoverBytes]).toEqual([2, 2]);
  cutter.push(Buffer.from([9]));
  expect([cutter.count, cutter.leftoverBytes, cutter.hasSurplus]).toEqual([3, 0, false]);
  cutter.push(Buffer.from([10]));
  expect([frames.length, cutter.count, cutter.hasSurplus]).toEqual([3, 3, true]);
});

it('LineSplitter joins what chunks cut apart, inside a character too', () => {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  const bytes = Buffer.from('häß\nlich\n\nzum Schluß');
  for (const byte of bytes) splitter.push(Buffer.of(byte));
  splitter.end();
  expect(lines).toEqual(['häß', 'lich', '', 'zum Schluß']);
});
