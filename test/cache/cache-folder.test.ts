import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../src/cache/cache-folder.js';

test.each([
  [{}, 'linux', join(homedir(), '.cache/xclip')],
  [{ XDG_CACHE_HOME: '/big/cache' }, 'linux', '/big/cache/xclip'],
  [{ XDG_CACHE_HOME: ' ' }, 'linux', join(homedir(), '.cache/xclip')],
  [{ XDG_CACHE_HOME: '/big/cache' }, 'darwin', join(homedir(), 'Library/Caches/xclip')],
  [{ LOCALAPPDATA: '/local' }, 'win32', join('/local', 'xclip/Cache')],
  [{}, 'win32', join(homedir(), 'AppData/Local/xclip/Cache')],
  [{ XCLIP_CACHE: 'here', XDG_CACHE_HOME: '/big' }, 'linux', resolve('here')],
  [{ XCLIP_CACHE: '/there' }, 'darwin', '/there'],
  [{ XCLIP_CACHE: '' }, 'linux', join(homedir(), '.cache/xclip')],
] as const)('%o on %s is %s', (env, platform, folder) => {
  expect(cacheFolder(env, platform)).toBe(folder);
});
