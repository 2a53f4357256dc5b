import { expect, test } from 'vitest';
import { isOutOfMemory } from '../../../src/xclip/runtime/out-of-memory.js';

test.each([
  ['CUDA failure 2: out of memory', true],
  [
    'bfc_arena.cc AllocateRawInternal Failed to allocate memory for requested buffer of size 1073741824',
    true,
  ],
  ['Available memory of 12 is smaller than requested bytes of 4096', true],
  ['vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY', true],
  ['buffer size 5 exceeds the max buffer size limit', true],
  ['Device lost', false],
  ['the inference thread died (exit 1)', false],
  ['', false],
])('%s: %s', (message, expected) => {
  expect(isOutOfMemory(new Error(message))).toBe(expected);
});
