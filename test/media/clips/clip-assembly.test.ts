import { describe, expect, test } from 'vitest';
import { ClipAssembly } from '../../../src/media/clips/clip-assembly.js';
import type { StreamedClip } from '../../../src/media/types.js';

/** Frames of one byte a crop: the frame's number, and 100 more for each further crop. */
function assemble(clips: number[][], { cropCount = 1 } = {}): ClipAssembly {
  return new ClipAssembly({ clips, cropCount, cropBytes: 1, frameSeconds: (frame) => frame / 10, notes: [] });
}

const frame = (n: number, cropCount = 1): Uint8Array[] =>
  Array.from({ length: cropCount }, (_, c) => Uint8Array.of(n + 100 * c));
const outline = (clips: StreamedClip[]): unknown[] => clips.map(({ clip, data }) => [clip, [...data]]);

describe('ClipAssembly', () => {
  test('gives each clip with its last frame, in the order asked for', () => {
    const assembly = assemble([
      [0, 2],
      [3, 3, 2],
    ]);
    expect(assembly.add(0, frame(0))).toEqual([]);
    expect(assembly.add(2, frame(2))).toEqual([
      { clip: 0, data: Uint8Array.of(0, 2), startSeconds: 0, endSeconds: 0.2, notes: [] },
    ]);
    expect(outline(assembly.add(3, frame(3)))).toEqual([[1, [3, 3, 2]]]);
    expect(assembly.end()).toEqual([]);
  });

  test('keeps the order of clips where a later one is complete first', () => {
    const assembly = assemble([[5], [1]]);
    expect(assembly.add(1, frame(1))).toEqual([]);
    expect(outline(assembly.add(5, frame(5)))).toEqual([
      [0, [5]],
      [1, [1]],
    ]);
  });

  test('lays crops out one after the other', () => {
    const assembly = assemble([[1, 0]], { cropCount: 2 });
    assembly.add(0, frame(0, 2));
    expect(outline(assembly.add(1, frame(1, 2)))).toEqual([[0, [1, 0, 101, 100]]]);
  });

  test('lets the nearest frame stand in for a lost one, and says so', () => {
    const assembly = assemble([[0, 2, 4, 8], [10, 11], [12]], { cropCount: 2 });
    assembly.add(0, frame(0, 2));
    assembly.add(4, frame(4, 2));
    const [clip, ...more] = assembly.add(12, frame(12, 2));
    expect(clip).toMatchObject({
      clip: 0,
      startSeconds: 0,
      endSeconds: 0.4,
      notes: ['damaged: 2 of its frames cannot be decoded, others stand in'],
    });
    expect([...(clip?.data ?? [])]).toEqual([0, 0, 4, 4, 100, 100, 104, 104]);
    expect(outline(more)).toEqual([[2, [12, 112]]]);
  });

  test('gives what there is at the end', () => {
    const assembly = assemble([[0, 1], [2]]);
    assembly.add(0, frame(0));
    expect(outline(assembly.end())).toEqual([[0, [0, 0]]]);
  });
});
