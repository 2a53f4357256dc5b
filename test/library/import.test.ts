/** What importing the library costs. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT } from '../support/fixtures.js';

const SCRIPT = `
  const library = await import(process.argv[1]);
  const { sharedObjects } = process.report.getReport();
  console.log(JSON.stringify({
    names: Object.keys(library).sort(),
    runtime: sharedObjects.filter((path) => path.includes('onnxruntime')),
    active: process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort|Process/.test(name)),
  }));
`;

test('importing the library loads no runtime and starts nothing', async () => {
  const entry = join(ROOT, 'dist/index.js');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    SCRIPT,
    entry,
  ]);
  const result = JSON.parse(stdout) as Record<'names' | 'runtime' | 'active', string[]>;
  expect(result).toMatchObject({ runtime: [], active: [] });
  expect(result.names).toEqual(
    expect.arrayContaining([
      ...['XCLIPModel', 'XCLIPProcessor', 'XCLIPConfig', 'XCLIPTextConfig', 'XCLIPVisionConfig'],
      ...['XCLIPTextModel', 'XCLIPVisionModel', 'sample_frame_indices', 'read_video', 'tagVideos'],
    ]),
  );
});
