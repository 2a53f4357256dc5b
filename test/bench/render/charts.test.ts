import { expect, test } from 'vitest';
import { growthChart, ratioChart } from '../../../bench/render/charts.mjs';

test('bars say how many times faster each was, and of which goal', async () => {
  const runs = (...seconds: number[]): object[] => seconds.map((secondsAClip) => ({ secondsAClip }));
  const comparison = {
    title: 'a & b',
    goals: [{ name: 'xclip fp32', against: 'Python fp32', times: 3 }],
    rows: [
      { name: 'Python fp32', runs: runs(4, 8) },
      { name: 'xclip fp32', runs: runs(2, 4) },
      { name: 'xclip int8', runs: [] },
    ],
  };
  const svg = await ratioChart([comparison]);
  expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
  for (const text of ['a &amp; b', 'xclip fp32', '2.00 × of 3']) expect(svg).toContain(`>${text}</text>`);
  expect(svg).not.toContain('xclip int8');
});

test('lines say with which power time grows', async () => {
  const points = [1, 10].map((x) => ({ x, y: { min: x, median: 2 * x, max: 3 * x } }));
  const svg = await growthChart([{ name: 'videos', x: 'videos', y: 'seconds', points }]);
  expect(svg).toContain('>videos: last step to the power of 1.00</text>');
});

test('nothing is drawn of nothing', async () => {
  expect(await ratioChart([{ title: 'none', goals: [], rows: [] }])).toBeUndefined();
  expect(await growthChart([])).toBeUndefined();
});
