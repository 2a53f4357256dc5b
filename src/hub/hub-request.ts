// One request to the Hub, redirects followed by hand: the Hub hands large files to other hosts, and the token
// must never follow them there. (@huggingface/hub relies on fetch for this, and in downloadFile sends the
// token to the final address itself when that answered through CloudFront.)
import {
  badAnswer,
  notFound,
  reasonOf,
  unauthorized,
  unavailable,
  unreachable,
  type HubSubject,
} from './hub-errors.js';
import { CheckpointError } from '../errors.js';

/** The type of the global fetch, so that tests and proxies can stand in for it. */
export type Fetch = typeof globalThis.fetch;

/** Everything a request needs beside its address. */
export interface HubConnection {
  /** Address of the Hub, without a trailing slash: the only origin that gets the token. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly fetch: Fetch;
  readonly subject: HubSubject;
  /** Milliseconds of silence after which a request is given up. */
  readonly timeoutMs: number;
  /** Milliseconds before each retry. */
  readonly retryDelaysMs: readonly number[];
  readonly signal: AbortSignal | undefined;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
const RANGE_NOT_SATISFIABLE = 416;

/** Host (and port) of the Hub, for messages. */
export function hostOf(address: string): string {
  return new URL(address).host;
}

function failureOf(connection: HubConnection, response: Response, url: URL): CheckpointError {
  const { endpoint, subject, token } = connection;
  const { status } = response;
  // Another host's refusal is about its signed address, which the next attempt gets afresh.
  if (url.origin !== new URL(endpoint).origin || status >= 500 || status === 429 || status === 408)
    return unavailable(url.host, status);
  const reason = response.headers.get('x-error-code');
  if (status === 401 || status === 403)
    return unauthorized(subject, status, token !== undefined, reason === 'GatedRepo');
  if (status === 404) return notFound(subject, reason === 'RevisionNotFound');
  return badAnswer(url.host, `HTTP ${status} for ${url.pathname}`);
}

function nextAddress(response: Response, from: URL): URL {
  const location = response.headers.get('location') ?? '';
  const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (location !== '' && (next?.protocol === 'https:' || next?.protocol === from.protocol)) return next;
  throw badAnswer(from.host, `a redirect to "${location.slice(0, 200)}"`);
}

/**
 * Sends one request and returns its answer: a success, or 416 for a range past the end.
 * `signal` covers the body as well. Throws CheckpointError (HUB_UNREACHABLE, HUB_UNAVAILABLE, HUB_UNAUTHORIZED,
 * MODEL_NOT_FOUND, HUB_BAD_ANSWER), or the reason of the connection's own signal when that was aborted.
 */
export async function requestHub(
  connection: HubConnection,
  address: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  const hubOrigin = new URL(connection.endpoint).origin;
  let url = new URL(address);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const authorization: Record<string, string> =
      connection.token !== undefined && url.origin === hubOrigin
        ? { authorization: `Bearer ${connection.token}` }
        : {};
    let response;
    try {
      response = await connection.fetch(url.href, {
        headers: { 'user-agent': 'xclip-tagger', ...headers, ...authorization },
        redirect: 'manual',
        signal,
      });
    } catch (error) {
      connection.signal?.throwIfAborted();
      throw unreachable(url.host, reasonOf(error), error);
    }
    if (response.ok || response.status === RANGE_NOT_SATISFIABLE) return response;
    await response.body?.cancel();
    if (!REDIRECTS.includes(response.status)) throw failureOf(connection, response, url);
    url = nextAddress(response, url);
  }
  throw badAnswer(url.host, `more than ${MOST_REDIRECTS} redirects`);
}
