import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A variable that a command and all that it starts inherit, whoever becomes their parent: how they are found again. */
export function familyMark(): { XCLIP_TEST_FAMILY: string } {
  return { XCLIP_TEST_FAMILY: randomUUID() };
}

export interface FamilyMember {
  pid: number;
  command: string;
}

/** Those of the process table that carry the mark; the dead that nobody has asked after do not count. */
export function familyOf({ XCLIP_TEST_FAMILY: mark }: ReturnType<typeof familyMark>): FamilyMember[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)) return [];
        if (readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z')) return [];
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(pid), command }];
      } catch {
        return [];
      }
    });
}

/** Who is left after at most this long. */
export async function leftOf(mark: ReturnType<typeof familyMark>, withinMs: number): Promise<FamilyMember[]> {
  const endMs = performance.now() + withinMs;
  while (performance.now() < endMs && familyOf(mark).length > 0) await sleep(20);
  return familyOf(mark);
}

/** What the work's processes took at most, each by itself, in MiB: of those that carry the mark, while it is done. */
export async function peakOf(mark: ReturnType<typeof familyMark>, work: Promise<unknown>): Promise<number> {
  const state = { isDone: false };
  const done = work.catch(() => undefined).finally(() => (state.isDone = true));
  let peak = 0;
  do {
    for (const { pid } of familyOf(mark)) peak = Math.max(peak, peakMebibytes(pid));
    await sleep(5);
  } while (!state.isDone);
  await done;
  return peak;
}

function peakMebibytes(pid: number): number {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
