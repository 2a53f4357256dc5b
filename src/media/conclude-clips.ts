import type { ClipAssembly } from './clip-assembly.js';
import type { ClipQueue } from './clip-queue.js';

/** Only at the end is it known what was lost, and what FFmpeg complained of: the last clip says it. */
export function concludeClips(
  queue: ClipQueue,
  assembly: ClipAssembly,
  [complaint]: readonly string[],
): void {
  queue.push(assembly.end());
  const { lostCount, clipCount } = assembly;
  const notes = queue.last?.notes ?? [];
  if (lostCount > 0)
    notes.push(`damaged: ${lostCount} of ${clipCount} clips have no frame that can be decoded`);
  if (complaint !== undefined) notes.push(`damaged data in this video: ${complaint}`);
}

/** The frames that any of the clips wants, ascending. */
export function distinctOf(clips: readonly (readonly number[])[]): number[] {
  return [...new Set(clips.flat())].sort((a, b) => a - b);
}
