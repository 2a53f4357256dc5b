import { join, resolve } from 'node:path';
import { homeFolder } from './home-folder.js';

/** Environment variables, as in process.env. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where what can be made again is kept: XCLIP_CACHE, else the platform's place for caches. Absolute; it need not be
 * there.
 */
export function cacheFolder(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const own = read(env, 'XCLIP_CACHE');
  if (own !== undefined) return resolve(own);
  if (platform === 'darwin') return join(homeFolder(), 'Library/Caches/xclip');
  if (platform === 'win32') {
    return join(read(env, 'LOCALAPPDATA') ?? join(homeFolder(), 'AppData/Local'), 'xclip/Cache');
  }
  return join(read(env, 'XDG_CACHE_HOME') ?? join(homeFolder(), '.cache'), 'xclip');
}

/** An empty variable is how a shell unsets one for a single command. */
function read(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
