import type { CheckResult } from '../../check-result.js';
import type { Probe } from '../../xclip/runtime/device/probe-device.js';
import { firstLine } from '../../xclip/runtime/device/explain-failure.js';
import { describeRuntime } from '../../xclip/runtime/session.js';

const CHECK = 'onnxruntime';
const REINSTALL =
  'install it again on this machine (npm rebuild onnxruntime-node); it needs glibc on Linux, not musl';

/**
 * Whether the runtime loads, and what it was built for.
 * @param probe of the CPU, by another process: what crashes there is not loaded here
 */
export async function checkRuntime(probe: Probe): Promise<CheckResult> {
  if (!probe.runs) {
    const detail = `it does not run: ${firstLine(probe.message)}`;
    return { check: CHECK, status: 'fail', detail, hint: REINSTALL };
  }
  const { version, providers } = await describeRuntime();
  const names = (isBundled: boolean): string =>
    providers
      .filter((provider) => provider.isBundled === isBundled)
      .map(({ name }) => name)
      .join(', ');
  const further = names(false) === '' ? '' : `; with libraries of their own: ${names(false)}`;
  return { check: CHECK, status: 'ok', detail: `${version}, with ${names(true)}${further}` };
}
