import { XclipError } from '../errors.js';
import { whyNotDecoded } from './ffmpeg/device-decoding.js';
import { EXAMPLE_CLIP, EXAMPLE_FORMAT } from './ffmpeg/example-clip.js';
import { readHwaccelNames, whyNotOpened } from './ffmpeg/hwaccel-devices.js';
import { fixFor } from './hwaccel-fixes.js';
import { shownValue } from '../shown-value.js';
import { DEFAULT_RULES } from './input-rules.js';

const TRY_TIMEOUT_MS = 20_000;

/**
 * A device asked for by name must open.
 * @throws XclipError NO_HWACCEL with the reason and what to do on this system
 */
export async function requireHwaccel(ffmpegPath: string, name: string): Promise<{ name: string }> {
  const names = await readHwaccelNames(ffmpegPath);
  if (!names.includes(name)) {
    throw new XclipError(
      `${ffmpegPath} knows no hardware decoding by the name ${shownValue(name)}; it was built with ${names.join(', ') || 'none'}`,
      {
        code: 'NO_HWACCEL',
        hint: 'name one of these, or with --ffmpeg an ffmpeg that has it, or leave --hwaccel out to decode in software',
      },
    );
  }
  const reason = await whyNotOpened(ffmpegPath, name);
  if (reason === undefined) return { name };
  throw new XclipError(`--hwaccel ${name}: the device cannot be opened (${reason})`, {
    code: 'NO_HWACCEL',
    hint: fixFor(name, process.platform),
  });
}

/** The first device, in ffmpeg's order, that opens and decodes H.264; or why none does. */
export async function findHwaccel(ffmpegPath: string): Promise<{ name: string } | { reason: string }> {
  const reasons: string[] = [];
  for (const name of await readHwaccelNames(ffmpegPath)) {
    const reason = (await whyNotOpened(ffmpegPath, name)) ?? (await whyNotExample(ffmpegPath, name));
    if (reason === undefined) return { name };
    reasons.push(`${name}: ${reason}`);
  }
  return { reason: reasons.length === 0 ? `${ffmpegPath} was built without any` : reasons.join('; ') };
}

/** Devices that open may decode nothing: OpenCL, Vulkan without its extensions for video. */
async function whyNotExample(ffmpegPath: string, hwaccel: string): Promise<string | undefined> {
  return whyNotDecoded(
    { ffmpegPath, path: EXAMPLE_CLIP, rules: DEFAULT_RULES, hwaccel, timeoutMs: TRY_TIMEOUT_MS },
    EXAMPLE_FORMAT,
  );
}
