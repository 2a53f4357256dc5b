import { expect, test } from 'vitest';
import { checkResultText } from '../../../src/cli/terminal/check-result-text.js';

const FINDING = {
  check: 'device webgpu',
  status: 'warn',
  detail: 'WebGPU does not run: no driver offers a GPU',
  hint: "install libvulkan1 and the GPU's Vulkan driver",
} as const;

test('in a pipe a finding is one line', () => {
  expect(checkResultText(FINDING, undefined)).toBe(
    "warn device webgpu: WebGPU does not run: no driver offers a GPU; install libvulkan1 and the GPU's Vulkan driver\n",
  );
});

test('on a terminal it is wrapped, what to do below it', () => {
  expect(checkResultText(FINDING, 44)).toBe(
    [
      'warn device webgpu: WebGPU does not run: no',
      '     driver offers a GPU',
      "     → install libvulkan1 and the GPU's",
      '       Vulkan driver',
      '',
    ].join('\n'),
  );
});

test('a line that just fits is left alone', () => {
  const detail = 'x'.repeat(60 - 'ok   disk: '.length);
  expect(checkResultText({ check: 'disk', status: 'ok', detail }, 60)).toBe(`ok   disk: ${detail}\n`);
});

test('a path that is wider than the terminal stays whole', () => {
  const path = `/mnt/${'folder/'.repeat(12)}hub`;
  const text = checkResultText({ check: 'hub cache', status: 'ok', detail: `${path}: 3 GB free` }, 40);
  expect(text).toBe(`ok   hub cache:\n     ${path}:\n     3 GB free\n`);
});

test('control characters from outside are shown, not obeyed', () => {
  const text = checkResultText(
    { check: 'hub', status: 'fail', detail: 'a\u001b[2Jb\nc', hint: 'd\u0007' },
    80,
  );
  expect(text).toBe('FAIL hub: a\\x1b[2Jb\\x0ac\n     → d\\x07\n');
});
