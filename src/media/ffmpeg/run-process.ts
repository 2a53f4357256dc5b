import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { messageOf, systemCodeOf, XclipError } from '../../errors.js';
import { startRunningTimer } from '../running-timer.js';

const MAX_TEXT_BYTES = 64 * 1024;
const running = new Set<ChildProcess>();

export interface ProcessResult {
  /** Null when a signal ended it. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** The first 64 KiB of each stream that had no listener. */
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

export interface ProcessOptions {
  /**
   * Called with every chunk of the stream instead of collecting it; throwing ends the process. While
   * a promise is under way, no more of stdout is read, and so the process waits.
   */
  onStdout?: (chunk: Buffer) => void | Promise<void>;
  onStderr?: (chunk: Buffer) => void;
  /** Written to its stdin; nothing comes from there if undefined. */
  input?: string | Uint8Array;
  /** Killed with SIGKILL when this is given. */
  signal?: AbortSignal | undefined;
  /** Killed with SIGKILL after this long. */
  timeoutMs?: number;
}

/**
 * Runs a program without a shell and waits for its end, whatever its exit status.
 * @throws XclipError NO_FFMPEG if it cannot be started; whatever a listener throws.
 */
export function runProcess(
  path: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    running.add(child);
    // One that ends before it has read all says why by its exit.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    let failure: Error | undefined;
    let timedOut = false;
    const fail = (error: unknown): void => {
      failure ??= error instanceof Error ? error : new Error(messageOf(error));
      child.kill('SIGKILL');
    };
    const guarded =
      (stream: Readable, listener: (chunk: Buffer) => void | Promise<void>) => (chunk: Buffer) => {
        if (failure !== undefined) return;
        try {
          const pause = listener(chunk);
          if (pause === undefined) return;
          stream.pause();
          pause.catch(fail).finally(() => stream.resume());
        } catch (error) {
          fail(error);
        }
      };
    const stdout = new BoundedText();
    const stderr = new BoundedText();
    child.stdout.on('data', guarded(child.stdout, options.onStdout ?? ((chunk) => stdout.push(chunk))));
    child.stderr.on('data', guarded(child.stderr, options.onStderr ?? ((chunk) => stderr.push(chunk))));
    const kill = (): void => void child.kill('SIGKILL');
    if (options.signal?.aborted === true) kill();
    options.signal?.addEventListener('abort', kill);
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : startRunningTimer(options.timeoutMs, () => {
            timedOut = true;
            child.kill('SIGKILL');
          });
    child.on('error', (error) => (failure ??= cannotStart(path, error)));
    child.on('close', (exitCode, signal) => {
      timer?.stop();
      options.signal?.removeEventListener('abort', kill);
      running.delete(child);
      if (failure !== undefined) reject(failure);
      else resolve({ exitCode, signal, stdout: stdout.text(), stderr: stderr.text(), timedOut });
    });
  });
}

/** Kills what `runProcess` has started and waits until nothing of it is left. */
export async function killRunningProcesses(): Promise<void> {
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise<void>((resolve) => {
          child.once('exit', () => resolve());
          if (!child.kill('SIGKILL')) resolve();
        }),
    ),
  );
}

function cannotStart(path: string, cause: Error): XclipError {
  const code = systemCodeOf(cause);
  const reason = code === 'ENOENT' ? 'no such file' : messageOf(cause);
  return new XclipError(`${path} cannot be started (${reason})`, {
    code: 'NO_FFMPEG',
    hint: 'name a working ffmpeg with --ffmpeg or FFMPEG_PATH',
    cause,
  });
}

class BoundedText {
  #chunks: Buffer[] = [];
  #bytes = 0;

  push(chunk: Buffer): void {
    if (this.#bytes >= MAX_TEXT_BYTES) return;
    this.#chunks.push(chunk.subarray(0, MAX_TEXT_BYTES - this.#bytes));
    this.#bytes += chunk.length;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
