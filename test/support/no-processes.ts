/** Set up before tests of the fast lane: what they test is arithmetic, and a process that they start is a mistake. */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';

function refuse(): never {
  throw new Error('a test of the fast lane starts a process or a thread (CONTRIBUTING.md)');
}

const starts = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'] as const;
Object.assign(childProcess, Object.fromEntries(starts.map((name) => [name, refuse])));
Object.assign(workerThreads, { Worker: refuse });
syncBuiltinESMExports();
