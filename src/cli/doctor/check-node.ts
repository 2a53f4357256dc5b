import type { CheckResult } from '../../check-result.js';

export interface NodeFacts {
  /** as in process.version: `v20.20.2` */
  version: string;
  /** the package's `engines.node`: `>=20` */
  wanted: string;
  /** the tool's own */
  toolVersion: string;
  platform: string;
  arch: string;
}

/** Whether this Node is new enough for the package. */
export function checkNode({ version, wanted, toolVersion, platform, arch }: NodeFacts): CheckResult {
  const detail = `${version} on ${platform}-${arch} (needs ${wanted}); xclip ${toolVersion}`;
  if (!isAtLeast(version, wanted)) {
    return { check: 'node', status: 'fail', detail, hint: `install Node ${wanted}` };
  }
  return { check: 'node', status: 'ok', detail };
}

/** For ranges of the one kind that package.json has: `>=20`, `>=20.3.1`. */
function isAtLeast(version: string, wanted: string): boolean {
  const least = /^>=\s*(\d+(?:\.\d+){0,2})$/.exec(wanted.trim())?.[1];
  if (least === undefined)
    throw new Error(`engines.node of the package is not a range of the form >=20: ${wanted}`);
  const parts = (text: string): number[] =>
    text
      .replace(/^v/, '')
      .split('.')
      .map((part) => parseInt(part, 10));
  const have = parts(version);
  const need = parts(least);
  const differing = need.findIndex((part, i) => part !== have[i]);
  return differing === -1 || (have[differing] ?? 0) > (need[differing] ?? 0);
}
