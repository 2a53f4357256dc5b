import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const WORK = ['probe', 'decode', 'resize', 'inference', 'score', 'labels', 'load', 'hash'];
const STAGES = [...WORK, 'write', 'inference_waiting', 'decoders_waiting', 'total'];

async function secondsOf(extra: string[]): Promise<Record<string, number>> {
  const output = join(tempFolder(), 'out.jsonl');
  const base = [fixturePath('clips/b-frames.mp4'), '--model', fixturePath('checkpoints/base'), '-o', output];
  const { status, stderr } = await runHere([...base, ...extra].toSpliced(0, 0, 'tag', '--label', 'one'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const run = JSON.parse(readFileSync(`${output}.run.json`, 'utf8')) as { seconds: Record<string, number> };
  return run.seconds;
}

test.each([
  ['a clip of the whole video', []],
  ['windows read in one pass', ['--every', '0.5']],
])('the run file says where the time went: %s', async (_, flags) => {
  const seconds = await secondsOf(flags);
  expect(Object.keys(seconds).sort()).toEqual([...STAGES].sort());
  for (const stage of WORK) expect(seconds[stage], stage).toBeGreaterThanOrEqual(0);
  // One video is read by one process: its stages are parts of the run.
  const { probe = NaN, decode = NaN, resize = NaN, total = NaN } = seconds;
  expect(decode).toBeGreaterThan(0);
  expect(probe + decode + resize).toBeLessThanOrEqual(total);
});
