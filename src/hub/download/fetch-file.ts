import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { hostOf, requestHub } from '../hub-request.js';
import { readHubSettings, readHubToken } from '../hub-settings.js';
import { boundedChunks } from '../read-body.js';

const TIMEOUT_MS = 60_000;
/** What is asked for are single short clips. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Downloads one file of a Hub dataset to a path of its own, outside the cache.
 * @throws CheckpointError HUB_UNREACHABLE and its like (see requestHub)
 */
export async function fetchDatasetFile(dataset: string, file: string, target: string): Promise<void> {
  const { endpoint } = readHubSettings(process.env);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const connection = {
    endpoint,
    token: await readHubToken(process.env),
    fetch: globalThis.fetch,
    subject: { id: dataset, revision: 'main' },
    timeoutMs: TIMEOUT_MS,
    retryDelaysMs: [],
    signal: undefined,
  };
  const response = await requestHub(
    connection,
    `${endpoint}/datasets/${dataset}/resolve/main/${file}`,
    {},
    signal,
  );
  const chunks = boundedChunks(response, { host: hostOf(endpoint), mostBytes: MOST_BYTES });
  await pipeline(chunks, createWriteStream(target));
}
