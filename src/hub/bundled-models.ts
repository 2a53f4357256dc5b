import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Models that come inside the package, by the name `--model` takes: nothing to download. */
export const BUNDLED_MODELS = ['tiny-shapes'] as const;

// The same two steps up from src/hub and from dist/hub.
const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The absolute path of a file that comes inside the package. */
export function packageFile(path: string): string {
  return join(PACKAGE_ROOT, path);
}

/** The absolute folder of a bundled model, or undefined if no bundled model has that name. */
export function bundledModelFolder(name: string): string | undefined {
  const found = BUNDLED_MODELS.find((bundled) => bundled === name);
  return found === undefined ? undefined : packageFile(join('models', found));
}
