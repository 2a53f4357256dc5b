import { describe, expect, it } from 'vitest';
import { beginsInDoubt, listFrames } from '../../../src/media/packets/frame-list.js';
import { PacketList } from '../../../src/media/packets/packet-list.js';

/** @param packets `pts/dts/flags` each, - where missing, in the file's order. */
function listOf(packets: string): PacketList {
  const list = new PacketList();
  for (const packet of packets.split(' ')) {
    const [pts, dts, flags = ''] = packet.split('/').map((field) => (field === '-' ? 'N/A' : field));
    list.addLine(`packet|pts=${pts ?? ''}|dts=${dts ?? ''}|flags=${flags}`);
  }
  return list;
}

describe('listFrames', () => {
  it('puts frames into presentation order', () => {
    expect(listFrames(listOf('0/-2/K 4/-1/_ 2/0/_ 6/1/KD 3/2/_'))).toEqual({
      frameCount: 4,
      pts: Float64Array.of(0, 2, 3, 4),
      shownAt: Float64Array.of(0, 2, 3, 4),
      undecodableCount: 0,
    });
  });

  it.each([
    ['mpeg-ps: some pts are missing', '15/14/K -/15/_ 16/16/_', [15, 16, 17]],
    ['avi: all pts are missing', '-/0/K -/1/_ -/2/_', [0, 1, 2]],
    ['both are missing', '-/-/K -/1/_', undefined],
  ])('%s', (_name, packets, shownAt) => {
    const frames = listFrames(listOf(packets));
    expect(frames.pts).toBeUndefined();
    expect(frames.shownAt && [...frames.shownAt]).toEqual(shownAt);
  });

  it('leaves out hidden frames', () => {
    const packets = listOf('0/0/K 1/1/_ 2/2/_ 3/3/_');
    const isHidden = [false, true, false, false];
    expect(listFrames(packets, { isHidden }).pts).toEqual(Float64Array.of(0, 2, 3));
    // A list that does not fit the packets says nothing about them.
    expect(listFrames(packets, { isHidden: [true] }).frameCount).toBe(4);
  });

  it('leaves out what is shown before the first frame that decodes', () => {
    const packets = listOf('10/8/K 8/9/_ 9/10/_ 12/11/_');
    expect(listFrames(packets, { firstTicks: 10 })).toMatchObject({
      frameCount: 2,
      pts: Float64Array.of(10, 12),
      undecodableCount: 2,
    });
    expect(listFrames(packets, { firstTicks: undefined })).toMatchObject({ frameCount: 4 });
  });
});

it.each([
  ['a key frame first', '0/0/K 2/1/_ 1/2/_', false],
  ['no key frame first', '0/0/_ 2/1/K', true],
  ['no key frame at all', '0/0/_ 2/1/_', true],
  ['pictures shown before the first key frame', '2/0/K 0/1/_ 1/2/_', true],
  ['a discarded key frame first', '0/0/KD 1/1/_ 2/2/_', false],
  ['no pts', '-/0/K -/1/_', false],
])('whether the beginning is in doubt: %s', (_name, packets, expected) => {
  expect(beginsInDoubt(listOf(packets))).toBe(expected);
});
