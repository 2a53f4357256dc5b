import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './fixtures.js';

export interface CliResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  stdin?: string;
  /** options of Node's own */
  node?: readonly string[];
  /** keep the line of stderr that says what a run is on, which is another on another machine; false if undefined */
  withDevice?: boolean;
}

/** The built command in a process of its own, as people run it. */
export function runCli(
  args: readonly string[],
  { cwd = ROOT, env = {}, stdin, node = [], withDevice = false }: CliOptions = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [...node, join(ROOT, 'bin/run.js'), ...args], {
    cwd,
    env: { ...process.env, ...env },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.end(stdin ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      const stderr = Buffer.concat(err).toString();
      const shown = withDevice ? stderr : withoutDevice(stderr);
      resolve({ status, stdout: Buffer.concat(out).toString(), stderr: shown });
    });
  });
}

/** But for the line that says what a run is on. */
export function withoutDevice(stderr: string): string {
  return stderr.replace(/^xclip: device: .*\n/m, '');
}
