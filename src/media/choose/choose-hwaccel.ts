import { XclipError } from '../../errors.js';
import { whyNotDecoded } from '../ffmpeg/device-decoding.js';
import { EXAMPLE_CLIP, EXAMPLE_FORMAT } from './example-clip.js';
import { readHwaccelNames, whyNotOpened } from './hwaccel-devices.js';
import { quoted } from '../../quoted.js';
import { DEFAULT_RULES } from '../input-rules.js';

const TRY_TIMEOUT_MS = 20_000;

/**
 * A device asked for by name must open.
 * @throws XclipError NO_HWACCEL with the reason and what to do on this system
 */
export async function requireHwaccel(ffmpegPath: string, name: string): Promise<{ name: string }> {
  const names = await readHwaccelNames(ffmpegPath);
  if (!names.includes(name)) {
    throw new XclipError(
      `${ffmpegPath} knows no hardware decoding by the name ${quoted(name)}; it was built with ${names.join(', ') || 'none'}`,
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

/** What makes a device open, by system and by FFmpeg's name of the device. */
const FIXES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  linux: {
    vaapi:
      'install its driver (intel-media-va-driver, mesa-va-drivers) and let this user read /dev/dri/renderD128 (group render; in a container, --device /dev/dri)',
    cuda: "install NVIDIA's driver, which has libcuda.so.1 (in a container, --gpus all and NVIDIA_DRIVER_CAPABILITIES=compute,video)",
    qsv: "install Intel's driver and runtime (intel-media-va-driver, libmfx or libvpl) and let this user read /dev/dri/renderD128, or use vaapi",
    vulkan: "install a Vulkan driver that decodes video (mesa-vulkan-drivers, or NVIDIA's)",
    vdpau: 'it needs an X display: set DISPLAY, or use vaapi or cuda',
    drm: 'it only carries frames of other devices: use vaapi',
    opencl: 'it decodes nothing: use vaapi or cuda',
    amf: "install AMD's AMF runtime, or use vaapi",
  },
  darwin: { videotoolbox: 'it comes with macOS, but virtual machines may lack it' },
  win32: {
    d3d11va: "install the graphics card's own driver; services and remote sessions may have no device",
    dxva2: "install the graphics card's own driver; services and remote sessions may have no device",
    d3d12va: "install the graphics card's own driver, or use d3d11va",
    cuda: "install NVIDIA's driver, which has nvcuda.dll",
    qsv: "install Intel's graphics driver, or use d3d11va",
    amf: "install AMD's graphics driver, or use d3d11va",
  },
};

/** What to do about a device that does not open. */
export function fixFor(name: string, platform: string): string {
  const fix = FIXES[platform]?.[name] ?? "install the device's driver";
  return `${fix}; or leave --hwaccel out to decode in software`;
}
