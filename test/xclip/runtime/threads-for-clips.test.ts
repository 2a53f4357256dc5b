import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/xclip/config.js';
import { threadsForClips } from '../../../src/xclip/runtime/threads-for-clips.js';

test('all cores work on a clip of base-patch32, one on a clip of the bundled model', () => {
  expect(threadsForClips(parseConfig({ model_type: 'xclip' }), 6)).toBe(6);
  const tiny: unknown = JSON.parse(
    readFileSync(new URL('../../../models/tiny-shapes/config.json', import.meta.url), 'utf8'),
  );
  expect(threadsForClips(parseConfig(tiny), 6)).toBe(1);
});
