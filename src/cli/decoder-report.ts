import type { DecoderFacts } from '../media/choose/choose-decoder.js';
import type { Engine } from '../pipeline/engine.js';

/** Who decoded, as a run's report says it. */
export type DecoderReport = Omit<DecoderFacts, 'hwaccel'> & {
  /** The device, where one was taken, and what it left to software; of this run, not of those that it resumes. */
  hwaccel?: { name: string; clips_on_device: number; clips_in_software: number };
};

export function decoderReport({ decoder, pool }: Engine): DecoderReport {
  const { hwaccel: name, ...facts } = decoder;
  if (name === undefined) return facts;
  const { onDevice, inSoftware } = pool.clipCounts;
  return { ...facts, hwaccel: { name, clips_on_device: onDevice, clips_in_software: inSoftware } };
}

/** A device that does not decode everything never leaves that unsaid. */
export function noteSoftware(engine: Engine, note: (line: string) => void): void {
  const { hwaccel } = decoderReport(engine);
  if (hwaccel === undefined || hwaccel.clips_in_software === 0) return;
  const clips = hwaccel.clips_on_device + hwaccel.clips_in_software;
  note(
    `${hwaccel.clips_in_software} of ${clips} clips were not decoded on ${hwaccel.name} but in software; the notes of their records (JSONL) say why`,
  );
}
