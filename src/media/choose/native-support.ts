/** The version that exactness was tested with; package.json pins the same. */
export const NODE_AV = 'node-av@6.1.1';

/** Platforms with a build of it. */
const BUILDS = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64'];

export interface Machine {
  platform: string;
  arch: string;
  /** Alpine and others: no glibc. */
  isMusl: boolean;
}

export function thisMachine(): Machine {
  const { platform, arch } = process;
  return { platform, arch, isMusl: platform === 'linux' && !hasGlibc() };
}

/**
 * Why the native decoder does not load here, and what to do.
 * @param reason what loading it threw
 */
export function explainLoadFailure(reason: string, machine: Machine): { message: string; hint: string } {
  const target = `${machine.platform}-${machine.arch}`;
  const useFfmpeg = 'use --decoder ffmpeg, with FFmpeg installed';
  const because = (why: string): string => `the native decoder cannot be used: ${why}`;
  if (!BUILDS.includes(target)) {
    return { message: because(`node-av has no build for ${target}`), hint: useFfmpeg };
  }
  if (machine.isMusl) {
    return {
      message: because('node-av has no build for musl'),
      hint: `${useFfmpeg} (apk add ffmpeg), or an image with glibc`,
    };
  }
  const glibc = /GLIBC(?:XX)?_[\d.]+/.exec(reason)?.[0];
  if (glibc !== undefined) {
    return { message: because(`it needs ${glibc}, which this system is too old for`), hint: useFfmpeg };
  }
  if (/Cannot find (package|module) 'node-av/.test(reason)) {
    return {
      message: because('node-av, an optional dependency, is not installed'),
      hint: `npm install ${NODE_AV}, or ${useFfmpeg}`,
    };
  }
  const [line = reason] = reason.split('\n').filter((text) => /not found|cannot open|failed/i.test(text));
  return {
    message: because(`node-av's build for ${target} does not load (${line.trim()})`),
    hint: `npm install --include=optional --os=${machine.platform} --cpu=${machine.arch} ${NODE_AV}, or ${useFfmpeg}`,
  };
}

function hasGlibc(): boolean {
  const report: unknown = process.report.getReport();
  if (typeof report !== 'object' || report === null || !('header' in report)) return false;
  const { header } = report;
  return typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header;
}
