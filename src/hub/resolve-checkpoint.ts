import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError, UsageError } from '../errors.js';
import { CachedModel, type CachedSnapshot } from './cached-model.js';
import { OPTIONAL_FILES } from './checkpoint-files.js';
import type { DownloadProgress } from './download/fetch-rest.js';
import { isTransient, WITHOUT_HUB } from './hub-errors.js';
import type { Fetch } from './hub-request.js';
import { readHubSettings, readHubToken, type Environment, type HubSettings } from './hub-settings.js';
import { checkRevision, parseModelReference } from './model-reference.js';

export type { DownloadProgress } from './download/fetch-rest.js';

/** What to resolve and how. */
export interface ResolveOptions {
  /** A folder, a bundled model's name or a Hub id. */
  readonly model: string;
  /** Branch, tag or commit; `main` if undefined. Only a Hub id has revisions. */
  readonly revision?: string | undefined;
  /** Never use the network; HF_HUB_OFFLINE does the same. */
  readonly offline?: boolean | undefined;
  /** Ask the Hub whether a branch has moved, even if a complete copy is cached. */
  readonly refresh?: boolean | undefined;
  /** Called for every chunk that arrives; throttling is the caller's. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Told what the user should know though nothing failed. */
  readonly onNotice?: ((message: string) => void) | undefined;
  /** Stops a download; what came is kept for the next run. */
  readonly signal?: AbortSignal | undefined;
  /** Instead of process.env. */
  readonly env?: Environment | undefined;
  /** Instead of the global fetch. */
  readonly fetch?: Fetch | undefined;
  /** Milliseconds of silence after which a request is given up; 30,000 if undefined. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds before each further attempt after a passing failure. */
  readonly retryDelaysMs?: readonly number[] | undefined;
}

/** A checkpoint on this machine. */
export interface ResolvedCheckpoint {
  /** Absolute folder with config.json, tokenizer and weights. */
  readonly folder: string;
  /** `--model` as given. */
  readonly id: string;
  /** Commit of a Hub model (40 hex digits), else undefined. */
  readonly revision: string | undefined;
  /** `download` if any file had to be fetched. */
  readonly source: 'folder' | 'bundled' | 'cache' | 'download';
}

const TIMEOUT_MS = 30_000;
const RETRY_DELAYS_MS = [500, 2000, 5000, 10_000];

async function resolveBundled(id: string, folder: string): Promise<ResolvedCheckpoint> {
  await stat(join(folder, 'config.json')).catch((cause: unknown) => {
    throw new CheckpointError(`the bundled model ${id} is missing from this installation (${folder})`, {
      code: 'BUNDLED_MODEL_MISSING',
      hint: 'install xclip-tagger again',
      cause,
    });
  });
  return { folder, id, revision: undefined, source: 'bundled' };
}

function fromCache(id: string, { folder, commit }: CachedSnapshot): ResolvedCheckpoint {
  return { folder, id, revision: commit, source: 'cache' };
}

/** Offline there is nothing to gain by waiting for what may not exist: an optional file is done without. */
function resolveOffline(
  { model: id, revision = 'main', onNotice }: ResolveOptions,
  cached: CachedSnapshot | undefined,
  settings: HubSettings,
): ResolvedCheckpoint {
  const missing = cached?.missing ?? [];
  if (cached !== undefined && missing.every((name) => OPTIONAL_FILES.includes(name))) {
    if (missing.length > 0) onNotice?.(`${id}: ${missing.join(', ')} is not in the cache; using defaults`);
    return fromCache(id, cached);
  }
  const state =
    cached === undefined
      ? 'is not in the cache'
      : `is only partly in the cache (no ${missing.join(', no ')})`;
  throw new CheckpointError(`offline, and ${id} at ${revision} ${state} (${settings.cacheFolder})`, {
    code: 'MODEL_NOT_CACHED',
    hint: `run once without --offline and HF_HUB_OFFLINE, or ${WITHOUT_HUB}`,
  });
}

async function resolveHub(options: ResolveOptions): Promise<ResolvedCheckpoint> {
  const { model: id, revision = 'main', onNotice, onProgress, signal } = options;
  const env = options.env ?? process.env;
  checkRevision(revision);
  const settings = readHubSettings(env);
  const model = new CachedModel(settings.cacheFolder, id);
  const cached = await model.find(revision);
  const isComplete = cached?.missing.length === 0;
  if (isComplete && options.refresh !== true) return fromCache(id, cached);
  if (options.offline === true || settings.offline) return resolveOffline(options, cached, settings);
  const connection = {
    endpoint: settings.endpoint,
    token: await readHubToken(env),
    fetch: options.fetch ?? globalThis.fetch,
    subject: { id, revision },
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    retryDelaysMs: options.retryDelaysMs ?? RETRY_DELAYS_MS,
    signal,
  };
  try {
    // Loaded here and not above: a model that is on this machine needs nothing of it.
    const { downloadSnapshot } = await import('./download/download-snapshot.js');
    const { folder, commit, isNew } = await downloadSnapshot({ model, connection, onProgress });
    return { folder, id, revision: commit, source: isNew ? 'download' : 'cache' };
  } catch (error) {
    if (!isComplete || !isTransient(error)) throw error;
    onNotice?.(`${error.message}; using the copy of ${id} in the cache`);
    return fromCache(id, cached);
  }
}

/**
 * Finds the checkpoint that `--model` names, downloading it into the standard Hub cache if it is not here.
 * A complete copy in the cache is used without asking the Hub, unless `refresh`.
 * Throws CheckpointError (see its code and hint), UsageError for a revision of something that has none,
 * or the signal's reason.
 */
export async function resolveCheckpoint(options: ResolveOptions): Promise<ResolvedCheckpoint> {
  const { model: id, revision } = options;
  const reference = await parseModelReference(id);
  if (reference.kind === 'hub') return resolveHub(options);
  if (revision !== undefined) {
    throw new UsageError(`--revision ${revision} has no meaning for ${id}, which is not a Hub id`, {
      code: 'REVISION_WITHOUT_HUB',
      hint: 'leave it out',
    });
  }
  if (reference.kind === 'bundled') return resolveBundled(id, reference.folder);
  return { folder: reference.folder, id, revision: undefined, source: 'folder' };
}
