import type { DecoderName } from '../../media/choose/decoder-names.js';
import { XclipError } from '../../errors.js';
import { settingsThatDiffer } from '../../output/journal/compare-settings.js';
import type { Settings } from '../../output/journal/journal-format.js';
import { JournaledOutput } from '../../output/journal/journaled-output.js';
import type { RowTarget } from '../../output/rows/output-rows.js';
import type { RunFiles } from '../../output/journal/run-files.js';
import type { PreviousRun } from '../../output/journal/previous-run.js';
import type { Work } from './find-work.js';
import { clearRunFile } from './output-files.js';

/** Of settings that differ: in a damaged journal they may all do. */
const MOST_NAMED = 10;

interface JournalOptions {
  settings: Settings;
  /** where rows go */
  target: (files: RunFiles) => RowTarget;
  /** the weights' hash, which is asked for only where a run is resumed */
  hash: () => Promise<string>;
  note: (line: string) => void;
}

/**
 * Opens an output that can be resumed: anew, or where an earlier run is to be gone on with.
 * @returns undefined for one that cannot be
 * @throws XclipError RESUME_MISMATCH, OUTPUT_UNWRITABLE
 */
export async function openJournaled(
  { files, previous }: Work,
  { settings, target, hash, note }: JournalOptions,
): Promise<JournaledOutput | undefined> {
  if (files === undefined) return undefined;
  if (previous !== undefined) requireSame(files.output, previous.journal.settings, settings);
  const before = previous?.journal.weightsHash;
  if (before !== undefined)
    requireSame(files.output, { 'model weights': before }, { 'model weights': await hash() });
  await clearRunFile(files.output);
  if (previous === undefined) return JournaledOutput.create(files, target(files), { settings });
  return previous.continue(target(files), note);
}

/** @throws XclipError RESUME_MISMATCH */
export function requireSame(output: string, before: Settings, now: Settings): void {
  const differences = settingsThatDiffer(before, now);
  if (differences.length === 0) return;
  const unnamed = differences.length - MOST_NAMED;
  const named = differences.slice(0, MOST_NAMED).join('; ') + (unnamed > 0 ? `; and ${unnamed} more` : '');
  throw new XclipError(`${output} was begun with other settings: ${named}`, {
    code: 'RESUME_MISMATCH',
    hint: 'give the settings of then, or --overwrite instead of --resume to begin anew',
  });
}

interface DecoderFlags {
  decoder: DecoderName;
  ffmpeg?: string | undefined;
  hwaccel: string;
}

/** Who decodes: where nobody says, who did so in the run that is resumed, since others may differ in the last bit. */
export function decoderToResume(
  { decoder, ffmpeg, hwaccel }: DecoderFlags,
  previous: PreviousRun | undefined,
  env: NodeJS.ProcessEnv = process.env,
): DecoderName {
  const before = previous?.journal.settings.decoder;
  if (decoder !== 'auto' || hwaccel !== 'none' || ffmpeg !== undefined || (env.FFMPEG_PATH ?? '') !== '')
    return decoder;
  if (typeof before !== 'object' || before === null || !('engine' in before)) return decoder;
  return before.engine === 'native' || before.engine === 'ffmpeg' ? before.engine : decoder;
}
