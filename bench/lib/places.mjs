/** Where the benchmarks keep what is large and made once, and what they need of the repository. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CLI = join(ROOT, 'bin/run.js');
/** Checkpoints, clips and PyTorch: some 9 GB, outside the repository. */
export const CACHE =
  process.env.XCLIP_BENCH_CACHE ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'xclip-bench');
/** Figures and charts that docs/PERFORMANCE.md shows. */
export const RESULTS = join(ROOT, 'docs/performance');
export const DOCUMENT = join(ROOT, 'docs/PERFORMANCE.md');
