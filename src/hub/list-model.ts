import { CheckpointError } from '../errors.js';
import type { HashKind } from './content-hash.js';
import { badAnswer, reasonOf, unreachable } from './hub-errors.js';
import { hostOf, requestHub, type Fetch, type HubConnection } from './hub-request.js';
import { ListingLimits } from './listing-limits.js';
import { readBody } from './read-body.js';
import { withRetries } from './retry.js';
import { startWatchdog } from './watchdog.js';

/** A file as the Hub lists it. */
export interface HubFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Hash of the content in hex, which is also the blob's name in the cache. */
  readonly etag: string;
  readonly hashKind: HashKind;
}

/** A model at one commit. */
export interface HubListing {
  /** 40 hex digits. */
  readonly commit: string;
  /** The files beside config.json, by name; folders are left out. */
  readonly files: ReadonlyMap<string, HubFile>;
}

// Someone without a network should hear of it at once, not after every retry.
function delayOf(
  { retryDelaysMs }: HubConnection,
  attempt: number,
  error: CheckpointError,
): number | undefined {
  return error.code === 'HUB_UNREACHABLE' && attempt > 0 ? undefined : retryDelaysMs[attempt];
}

// The library reads whole answers as JSON, so the body is awaited here, where silence and cuts are noticed and retried.
function apiFetch(connection: HubConnection, limits: ListingLimits): Fetch {
  return (input, init) => {
    limits.beginPage();
    return withRetries(
      async () => {
        const watchdog = startWatchdog(connection.timeoutMs, connection.signal);
        const address = input instanceof Request ? input.url : String(input);
        const headers = Object.fromEntries(new Headers(init?.headers));
        try {
          const response = await requestHub(connection, address, headers, watchdog.signal);
          const body = await readBody(response, { host: hostOf(address), mostBytes: limits.bytesLeft });
          limits.endPage(body.length);
          return new Response(body, { status: response.status, headers: response.headers });
        } catch (error) {
          connection.signal?.throwIfAborted();
          if (error instanceof CheckpointError) throw error;
          throw unreachable(hostOf(address), reasonOf(error), error);
        } finally {
          watchdog.stop();
        }
      },
      { delayMs: (attempt, error) => delayOf(connection, attempt, error), signal: connection.signal },
    );
  };
}

const COMMIT = /^[0-9a-f]{40}$/;
const SHA256 = /^[0-9a-f]{64}$/;

interface ListedEntry {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly oid?: string;
  readonly lfs?: { readonly oid: string; readonly size: number };
}

/** The hash becomes a file's name in the cache, so it is held to its form before anything is made of it. */
function toHubFile(entry: ListedEntry): HubFile | undefined {
  const size = entry.lfs?.size ?? entry.size;
  const etag = entry.lfs?.oid ?? entry.oid ?? '';
  const isWellFormed = (entry.lfs === undefined ? COMMIT : SHA256).test(etag);
  if (!isWellFormed || !Number.isSafeInteger(size) || size < 0) return undefined;
  return { name: entry.path, size, etag, hashKind: entry.lfs === undefined ? 'git-sha1' : 'sha256' };
}

/**
 * Asks the Hub which commit the revision is and which files it has.
 * Throws what requestHub throws, and CheckpointError HUB_BAD_ANSWER when the answer makes no sense or has no end.
 */
export async function listModel(connection: HubConnection): Promise<HubListing> {
  const { listFiles, modelInfo } = await import('@huggingface/hub');
  const { id, revision } = connection.subject;
  const host = hostOf(connection.endpoint);
  // Neither call is given the token: requestHub adds it, to the Hub alone.
  const shared = {
    hubUrl: connection.endpoint,
    fetch: apiFetch(connection, new ListingLimits(host, connection.timeoutMs)),
  };
  try {
    const { sha: commit } = await modelInfo({ ...shared, name: id, revision, additionalFields: ['sha'] });
    if (!COMMIT.test(commit)) throw badAnswer(host, `no commit for ${id}`);
    if (COMMIT.test(revision) && revision !== commit)
      throw badAnswer(host, `commit ${commit} for ${revision}`);
    const files = new Map<string, HubFile>();
    for await (const entry of listFiles({ ...shared, repo: id, revision: commit })) {
      const file = entry.type === 'file' ? toHubFile(entry) : undefined;
      if (file !== undefined) files.set(file.name, file);
    }
    return { commit, files };
  } catch (error) {
    connection.signal?.throwIfAborted();
    if (error instanceof CheckpointError) throw error;
    throw badAnswer(host, reasonOf(error), error);
  }
}
