import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { run } from '@oclif/core';
import { expect } from 'vitest';
import { setEnvironment } from './environment.js';
import { ROOT } from './fixtures.js';
import { withoutDevice, type CliOptions, type CliResult } from './run-cli.js';

type HereOptions = Pick<CliOptions, 'cwd' | 'env' | 'withDevice'>;

/** Streams and folder are the process's: one at a time. */
let last: Promise<unknown> = Promise.resolve();

/**
 * The built command inside the process of the tests, with the threads and decoders that it starts: for what it writes
 * and the status it ends with. A process for each of the suite's runs would load oclif and the command once more, which
 * takes longer than most of them work. Where the process is what matters (signals, real streams, memory, what is left
 * behind, nothing but the package), `runCli` starts one.
 */
export function runHere(args: readonly string[], options: HereOptions = {}): Promise<CliResult> {
  const turn = last.then(() => runNow(args, options));
  last = turn.catch(() => undefined);
  return turn;
}

async function runNow(
  args: readonly string[],
  { cwd = ROOT, env = {}, withDevice = false }: HereOptions,
): Promise<CliResult> {
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  const before = { cwd: process.cwd(), exitCode: process.exitCode };
  const restoreEnvironment = setEnvironment(env);
  const open = openFiles(cwd);
  try {
    process.chdir(cwd);
    process.exitCode = undefined;
    const status = await run([...args], ROOT).then(() => Number(process.exitCode ?? 0), exitStatusOf);
    const said = stderr.text();
    expect(openFiles(cwd), 'files that a command leaves open').toEqual(open);
    return {
      status,
      stdout: stdout.text(),
      stderr: withDevice ? said : withoutDevice(said),
    };
  } finally {
    stdout.restore();
    stderr.restore();
    process.exitCode = before.exitCode;
    restoreEnvironment();
    process.chdir(before.cwd);
  }
}

/** Files in a folder that this process has open, where /proc tells. */
function openFiles(folder: string): string[] {
  const root = realpathSync(folder);
  const descriptors = existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd') : [];
  return descriptors.flatMap((descriptor) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${descriptor}`);
      return file.startsWith(root) ? [file] : [];
    } catch {
      // That of the listing itself is gone by now.
      return [];
    }
  });
}

/** As the executable does with what oclif throws at the end of a command, which has said by then what there is to say. */
function exitStatusOf(error: Error & { code?: string; oclif?: { exit?: number } }): number {
  if (error.code !== 'EEXIT') throw error;
  return error.oclif?.exit ?? 1;
}

/** Takes what is written to a stream of the process until that is as it was, without the command's listeners. */
function capture(stream: NodeJS.WriteStream): { text: () => string; restore: () => void } {
  const chunks: Buffer[] = [];
  const own = Object.getOwnPropertyDescriptor(stream, 'write');
  const listeners = stream.listeners('error') as (() => void)[];
  stream.write = (chunk: string | Uint8Array, ...more: unknown[]) => {
    chunks.push(Buffer.from(chunk));
    const whenWritten = more.find((each) => typeof each === 'function');
    if (whenWritten !== undefined) process.nextTick(whenWritten);
    return true;
  };
  return {
    text: () => Buffer.concat(chunks).toString(),
    restore: () => {
      Reflect.deleteProperty(stream, 'write');
      if (own !== undefined) Object.defineProperty(stream, 'write', own);
      stream.removeAllListeners('error');
      for (const listener of listeners) stream.on('error', listener);
    },
  };
}
