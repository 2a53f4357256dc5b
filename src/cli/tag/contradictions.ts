import { contradiction } from '../flags/contradiction.js';
import type { TagFlags } from './flags.js';

/** Flags that do not go together, whatever they say. @throws UsageError CONTRADICTION */
export function refuseContradictions({
  check,
  output,
  per,
  merge,
  sidecar,
  wide,
  hierarchy,
}: TagFlags): void {
  if (check !== undefined && output !== undefined) {
    throw contradiction('--check writes nothing, so --output has no place beside it', 'leave one out');
  }
  if (check !== undefined && (sidecar !== undefined || wide)) {
    const flag = wide ? '--wide' : '--sidecar';
    throw contradiction(`--check writes nothing, so ${flag} has no place beside it`, 'leave one out');
  }
  if (per !== 'video') return;
  if (check !== undefined) {
    throw contradiction(
      '--check compares clips, so --per video has no place beside it',
      'leave one out: a video drifts only if a clip does',
    );
  }
  if (merge) {
    throw contradiction(
      '--merge joins clips, of which --per video leaves none',
      'leave --merge out: the segments of --per video are joined clips',
    );
  }
  if (hierarchy) {
    throw contradiction(
      '--per video sums up labels, and says nothing of the parents of --hierarchy',
      'leave one out: a parent has the sum of the means of those below it',
    );
  }
  const captions = sidecar?.find((name) => name === 'vtt' || name === 'srt');
  if (captions !== undefined) {
    throw contradiction(
      `--sidecar ${captions} is captions of clips, of which --per video leaves none`,
      'leave one out, or choose --sidecar json or txt',
    );
  }
}
