// Which process writes which file under a temporary name. Python's lock (flock) does not exist in Node and is unreliable on network
// disks, so there is no lock: every process writes to files of its own, and renames them when they are whole.
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { systemCodeOf } from '../errors.js';

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** Of another machine's process nothing is known; one that has written nothing for so long has ended. */
const STALE_MS = 60 * 60 * 1000;
const OWNER = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/;

/** A part of a name that no other process makes: `<host>-<pid>-<random>`. */
export function newOwner(): string {
  return `${HOST}-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** Whether text is such a part. */
export function isOwner(text: string): boolean {
  return OWNER.test(text);
}

/** Whether its process has left the file: it has ended, or nobody has written for long. */
export function isLeft(owner: string, modifiedMs: number): boolean {
  const [, host, pid] = OWNER.exec(owner) ?? [];
  return (host === HOST && !isAlive(Number(pid))) || modifiedMs < Date.now() - STALE_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) !== 'ESRCH';
  }
}
