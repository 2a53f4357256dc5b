import { CheckpointError, messageOf, systemCodeOf } from '../errors.js';
import { BUNDLED_MODELS } from './bundled-models.js';
import { nearestKnownModel } from './known-models.js';

/** What is being fetched, named in every message. */
export interface HubSubject {
  /** Hub id, `org/name`. */
  readonly id: string;
  /** Branch, tag or commit as asked for. */
  readonly revision: string;
}

/** What works without the Hub, as a clause of a hint. */
export const WITHOUT_HUB = `give a folder that holds the checkpoint (--model DIR), or use the bundled model (--model ${BUNDLED_MODELS[0]})`;

// Errors that another attempt, or a copy in the cache, may get around.
const TRANSIENT = ['HUB_UNREACHABLE', 'HUB_UNAVAILABLE', 'DOWNLOAD_CUT'];

/** Whether the network or the Hub failed, rather than the request. */
export function isTransient(error: unknown): error is CheckpointError {
  return error instanceof CheckpointError && TRANSIENT.includes(error.code);
}

/** The innermost reason: fetch says only "fetch failed" and hides why in `cause`. */
export function reasonOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause !== undefined) inner = inner.cause;
  const code = systemCodeOf(inner);
  const message = messageOf(inner);
  if (code === undefined || message.includes(code)) return message;
  return message === '' ? code : `${message} (${code})`;
}

/** No connection, or no answer in time. */
export function unreachable(host: string, reason: string, cause?: unknown): CheckpointError {
  return new CheckpointError(`cannot reach ${host}: no network, or it is blocked (${reason})`, {
    code: 'HUB_UNREACHABLE',
    hint: WITHOUT_HUB + proxyNote(),
    cause,
  });
}

// Node's fetch ignores HTTPS_PROXY unless it is set up to use it, which looks exactly like having no network.
function proxyNote(): string {
  const { HTTPS_PROXY, https_proxy, NODE_USE_ENV_PROXY } = process.env;
  if ((HTTPS_PROXY ?? https_proxy) === undefined || NODE_USE_ENV_PROXY === '1') return '';
  return '; HTTPS_PROXY is set, which Node follows from version 22.21 with NODE_USE_ENV_PROXY=1';
}

/** The Hub answers, but with a passing failure (5xx, 429, or an expired signed address). */
export function unavailable(host: string, status: number): CheckpointError {
  const what = status === 429 ? 'asks for fewer requests' : 'cannot serve this now';
  return new CheckpointError(`${host} ${what} (HTTP ${status})`, {
    code: 'HUB_UNAVAILABLE',
    hint: `try again later, what was downloaded is kept; or ${WITHOUT_HUB}`,
  });
}

/** The answer cannot be what the Hub says: a captive portal, a wrong HF_ENDPOINT, a hostile server. */
export function badAnswer(host: string, problem: string, cause?: unknown): CheckpointError {
  return new CheckpointError(`${host} answered, but not as the Hub does: ${problem}`, {
    code: 'HUB_BAD_ANSWER',
    hint: `check HF_ENDPOINT and whether the network asks for a login page; or ${WITHOUT_HUB}`,
    cause,
  });
}

function suggestion(id: string): string {
  const nearest = nearestKnownModel(id);
  return nearest === id ? '' : `: did you mean ${nearest}?`;
}

/** 401 or 403. The Hub also answers 401 for ids that do not exist, so as not to reveal private ones. */
export function unauthorized(
  { id }: HubSubject,
  status: number,
  hasToken: boolean,
  gated: boolean,
): CheckpointError {
  const why = gated ? 'it is gated' : 'it is private or gated, or its id is misspelt';
  const token = hasToken
    ? 'check that HF_TOKEN (or the token file) may read it'
    : 'set HF_TOKEN to a token that may read it';
  const spelling = gated ? `accept its terms on its page, then ${token}` : `${token}, or check the spelling`;
  return new CheckpointError(`the Hub does not let us read ${id} (HTTP ${status}): ${why}`, {
    code: 'HUB_UNAUTHORIZED',
    hint: spelling + suggestion(id),
  });
}

/** 404, for the model or for the revision alone. */
export function notFound({ id, revision }: HubSubject, isRevision: boolean): CheckpointError {
  if (isRevision) {
    return new CheckpointError(`${id} has no revision "${revision}"`, {
      code: 'MODEL_NOT_FOUND',
      hint: 'check --revision: a branch, a tag or a commit; leave it out for main',
    });
  }
  return new CheckpointError(`the Hub has no model ${id} at revision ${revision}`, {
    code: 'MODEL_NOT_FOUND',
    hint: `check the spelling of the id and the revision${suggestion(id)}`,
  });
}

/** The bytes are not the ones the Hub lists. */
export function hashMismatch(file: string, { id }: HubSubject, problem: string): CheckpointError {
  return new CheckpointError(`${file} of ${id} was downloaded wrong: ${problem}; it was removed`, {
    code: 'HASH_MISMATCH',
    hint: 'run again; if it persists, something between here and the Hub (proxy, mirror) changes files',
  });
}

/** The disk is full. Sizes in bytes. */
export function diskFull(folder: string, neededBytes: number, freeBytes?: number): CheckpointError {
  const mib = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  const free = freeBytes === undefined ? '' : `, ${mib(freeBytes)} free`;
  return new CheckpointError(`the disk of ${folder} is full (${mib(neededBytes)} needed${free})`, {
    code: 'DISK_FULL',
    hint: 'free some space, or set HF_HOME to a folder on a bigger disk',
  });
}

/** Any other failure to write into the cache. */
export function cacheNotWritable(folder: string, cause: unknown): CheckpointError {
  return new CheckpointError(`cannot write to the Hub cache ${folder}: ${messageOf(cause)}`, {
    code: 'CACHE_NOT_WRITABLE',
    hint: 'make it writable, or set HF_HOME to another folder',
    cause,
  });
}
