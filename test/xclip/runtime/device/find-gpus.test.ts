import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findGpus } from '../../../../src/xclip/runtime/device/find-gpus.js';
import { tempFolder } from '../../../support/temp-folder.js';

function machine(files: Record<string, string>): string {
  const root = tempFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

describe('the GPUs that Linux shows', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['none', {}, []],
    ['a display without rendering', { 'dev/dri/card0': '' }, []],
    [
      'an AMD and an unknown one',
      {
        'dev/dri/renderD128': '',
        'dev/dri/renderD129': '',
        'sys/class/drm/renderD128/device/vendor': '0x1002\n',
      },
      ['AMD (/dev/dri/renderD128)', '/dev/dri/renderD129'],
    ],
    [
      'an NVIDIA by its model',
      { 'proc/driver/nvidia/gpus/0000:01:00.0/information': 'Model: \t\t NVIDIA L4\nIRQ: 3\n' },
      ['NVIDIA L4'],
    ],
    ['WSL', { 'dev/dxg': '' }, ["Windows's GPU, through WSL (/dev/dxg)"]],
  ])('%s', (_name, files, names) => {
    expect(findGpus('linux', machine(files))?.map(({ name }) => name)).toEqual(names);
  });

  test('other systems are not asked', () => {
    expect(findGpus('darwin', machine({}))).toBeUndefined();
  });
});
