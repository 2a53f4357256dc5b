import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A sign of a GPU that the system itself gives, without asking any driver's library. */
export interface FoundGpu {
  /** as the system names it: a model, or its device file */
  name: string;
}

/** By PCI vendor, those that make GPUs. */
const VENDORS: Readonly<Record<string, string>> = { '0x10de': 'NVIDIA', '0x1002': 'AMD', '0x8086': 'Intel' };

/**
 * The GPUs that the system shows. On Linux by their device files, of which a machine or container without a GPU has
 * none, whatever drivers in software are installed; macOS and Windows have one on nearly every machine and are asked
 * no further (undefined).
 * @param root of the file system; tests have their own
 */
export function findGpus(platform: NodeJS.Platform = process.platform, root = '/'): FoundGpu[] | undefined {
  if (platform !== 'linux') return undefined;
  const found = [...nvidiaGpus(root), ...renderNodes(root)];
  if (existsSync(join(root, 'dev/dxg'))) found.push({ name: "Windows's GPU, through WSL (/dev/dxg)" });
  return found;
}

function nvidiaGpus(root: string): FoundGpu[] {
  const folder = join(root, 'proc/driver/nvidia/gpus');
  return namesIn(folder).map((slot) => ({
    name: /^Model:\s*(.+)$/m.exec(readOr(join(folder, slot, 'information')))?.[1] ?? `NVIDIA at ${slot}`,
  }));
}

function renderNodes(root: string): FoundGpu[] {
  return namesIn(join(root, 'dev/dri'))
    .filter((name) => name.startsWith('renderD'))
    .map((name) => {
      const vendor = VENDORS[readOr(join(root, 'sys/class/drm', name, 'device/vendor')).trim()];
      return { name: vendor === undefined ? `/dev/dri/${name}` : `${vendor} (/dev/dri/${name})` };
    });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
