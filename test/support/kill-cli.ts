import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './fixtures.js';

/** How often a property of kills is tried: here a few times, in `npm run test:kills` many. */
export const KILLS = Number(process.env.XCLIP_TEST_KILLS ?? '2');

/** When to end a run: once a file has grown past a size, and then a little later. */
export interface KillMoment {
  file: string;
  sizeBytes: number;
  thenMs: number;
}

/** Starts the built command and ends it at a moment, or lets it come to its end if that is earlier. */
export async function killCli(
  args: readonly string[],
  { cwd, moment, signal = 'SIGKILL' }: { cwd: string; moment: KillMoment; signal?: NodeJS.Signals },
): Promise<{ status: number | null; killed: boolean; stderr: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/run.js'), ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // Who is killed cannot end its decoders, which hold on to stderr until they find out.
  const ended = signal === 'SIGKILL' ? 'exit' : 'close';
  const closed = new Promise<number | null>((resolve) => child.on(ended, resolve));
  while (child.exitCode === null && sizeOf(moment.file) < moment.sizeBytes) await sleep(1);
  await sleep(moment.thenMs);
  child.kill(signal);
  const status = await closed;
  return { status, killed: child.signalCode === signal, stderr };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? -1;
}
