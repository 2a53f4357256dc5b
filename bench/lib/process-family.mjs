/** A command with all that it started, whoever is their parent by now (Linux). */
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const MARK = 'XCLIP_BENCH_FAMILY';

/** A variable that processes inherit. */
export function familyMark() {
  return { [MARK]: randomUUID() };
}

/** The commands of those that carry the mark still, after at most this long. */
export async function leftOf(mark, withinMs) {
  const endMs = performance.now() + withinMs;
  while (performance.now() < endMs && familyOf(mark).length > 0) await sleep(20);
  return familyOf(mark);
}

function familyOf(mark) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark[MARK])) return [];
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`];
      } catch {
        return [];
      }
    });
}
