// The library reads these from process.env when it is imported and knows neither HF_ENDPOINT, HF_HUB_OFFLINE,
// the token file nor `~`; Python's huggingface_hub does, and both must find the same cache.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { homeFolder } from '../cache/home-folder.js';
import { CheckpointError, messageOf, systemCodeOf } from '../errors.js';

/** Environment variables, as in process.env. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the HF_* variables say, with Python's defaults. */
export interface HubSettings {
  /** Absolute folder that holds `models--org--name` folders. */
  readonly cacheFolder: string;
  /** Address of the Hub, without a trailing slash. */
  readonly endpoint: string;
  /** Whether HF_HUB_OFFLINE (or TRANSFORMERS_OFFLINE) forbids the network. */
  readonly offline: boolean;
}

const DEFAULT_ENDPOINT = 'https://huggingface.co';

/** `~` and `~/x` under the home folder; anything else as it is. */
export function expandHome(path: string): string {
  return path === '~' || /^~[/\\]/.test(path) ? join(homeFolder(), path.slice(1)) : path;
}

// An empty variable is how a shell unsets one for a single command.
function read(env: Environment, ...names: string[]): string | undefined {
  return names.map((name) => env[name]?.trim()).find((value) => value !== undefined && value !== '');
}

function isTrue(value: string | undefined): boolean {
  return ['1', 'ON', 'YES', 'TRUE'].includes((value ?? '').toUpperCase());
}

function hubHome(env: Environment): string {
  const cacheHome = read(env, 'XDG_CACHE_HOME') ?? join(homeFolder(), '.cache');
  return expandHome(read(env, 'HF_HOME') ?? join(cacheHome, 'huggingface'));
}

function readEndpoint(env: Environment): string {
  const endpoint = (read(env, 'HF_ENDPOINT') ?? DEFAULT_ENDPOINT).replace(/\/+$/, '');
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint;
  throw new CheckpointError(`HF_ENDPOINT "${endpoint}" is not an http(s) address`, {
    code: 'BAD_ENDPOINT',
    hint: `unset it, or set it to an address such as ${DEFAULT_ENDPOINT}`,
  });
}

/** Reads HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_HUB_OFFLINE. Throws CheckpointError BAD_ENDPOINT. */
export function readHubSettings(env: Environment): HubSettings {
  const cache = read(env, 'HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE') ?? join(hubHome(env), 'hub');
  return {
    cacheFolder: resolve(expandHome(cache)),
    endpoint: readEndpoint(env),
    offline: isTrue(read(env, 'HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE')),
  };
}

/**
 * HF_TOKEN, or what `hf auth login` stored in HF_HOME/token (HF_TOKEN_PATH); undefined if neither is there.
 * Throws CheckpointError TOKEN_UNREADABLE when the file is there and cannot be read.
 */
export async function readHubToken(env: Environment): Promise<string | undefined> {
  const token = read(env, 'HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN');
  if (token !== undefined || isTrue(read(env, 'HF_HUB_DISABLE_IMPLICIT_TOKEN'))) return token;
  const path = expandHome(read(env, 'HF_TOKEN_PATH') ?? join(hubHome(env), 'token'));
  try {
    return read({ file: await readFile(path, 'utf8') }, 'file');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return undefined;
    throw new CheckpointError(`cannot read the token file ${path}: ${messageOf(error)}`, {
      code: 'TOKEN_UNREADABLE',
      hint: 'make it readable, or set HF_TOKEN',
      cause: error,
    });
  }
}
