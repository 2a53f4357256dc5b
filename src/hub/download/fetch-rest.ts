import { CheckpointError } from '../../errors.js';
import { badAnswer, hashMismatch, reasonOf } from '../hub-errors.js';
import { hostOf, requestHub, type HubConnection } from '../hub-request.js';
import type { HubFile } from '../list-model.js';
import type { PartialFile } from './partial-file.js';
import { chunksOf } from '../read-body.js';
import { startWatchdog } from '../watchdog.js';

/** How far the download of one file is. */
export interface DownloadProgress {
  /** Name in the repository. */
  readonly file: string;
  /** Bytes here so far, with those of earlier runs. */
  readonly bytesDone: number;
  /** Size of the file in bytes. */
  readonly bytesTotal: number;
}

/** One file of a model at one commit. */
export interface FileRequest {
  readonly connection: HubConnection;
  /** 40 hex digits. */
  readonly commit: string;
  readonly file: HubFile;
  readonly onProgress: ((progress: DownloadProgress) => void) | undefined;
}

const RANGE_NOT_SATISFIABLE = 416;
const PARTIAL_CONTENT = 206;

function cut(file: HubFile, bytes: number, reason: string, cause?: unknown): CheckpointError {
  return new CheckpointError(
    `the download of ${file.name} was cut at ${bytes} of ${file.size} bytes: ${reason}`,
    {
      code: 'DOWNLOAD_CUT',
      hint: 'run again: it resumes where it stopped',
      cause,
    },
  );
}

/** Starts the file anew when the server sends it from its beginning, ranges or not. */
async function alignWith(response: Response, partial: PartialFile, host: string): Promise<void> {
  const range = response.headers.get('content-range') ?? '';
  const start =
    response.status === PARTIAL_CONTENT ? Number(/^bytes (\d+)-/.exec(range)?.[1] ?? Number.NaN) : 0;
  if (start === partial.bytes) return;
  await partial.restart();
  if (start !== 0) throw badAnswer(host, `the range "${range}" where another was asked for`);
}

async function* readRest(
  { file, connection }: FileRequest,
  partial: PartialFile,
  response: Response,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunksOf(response);
  } catch (error) {
    connection.signal?.throwIfAborted();
    throw cut(file, partial.bytes, reasonOf(error), error);
  }
}

/**
 * Sends one request for all that `partial` lacks, and appends it.
 * Throws CheckpointError DOWNLOAD_CUT when the bytes stop coming (what came is kept), HASH_MISMATCH when there are
 * fewer or more than listed, and what requestHub throws.
 */
export async function fetchRest(request: FileRequest, partial: PartialFile): Promise<void> {
  const { connection, commit, file, onProgress } = request;
  const { endpoint, subject, timeoutMs, signal } = connection;
  const report = (): void =>
    onProgress?.({ file: file.name, bytesDone: partial.bytes, bytesTotal: file.size });
  const watchdog = startWatchdog(timeoutMs, signal);
  try {
    const address = `${endpoint}/${subject.id}/resolve/${commit}/${file.name}`;
    // Compressed bytes could be neither resumed nor counted.
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (partial.bytes > 0) headers.range = `bytes=${partial.bytes}-`;
    const response = await requestHub(connection, address, headers, watchdog.signal);
    if (response.status === RANGE_NOT_SATISFIABLE) {
      await response.body?.cancel();
      throw hashMismatch(file.name, subject, `it ends before ${file.size} bytes`);
    }
    await alignWith(response, partial, hostOf(endpoint));
    report();
    for await (const chunk of readRest(request, partial, response)) {
      watchdog.touch();
      if (partial.bytes + chunk.length > file.size)
        throw hashMismatch(file.name, subject, `it goes on after ${file.size} bytes`);
      await partial.append(chunk);
      report();
    }
    if (partial.bytes < file.size) throw cut(file, partial.bytes, 'the connection ended early');
  } finally {
    watchdog.stop();
  }
}
