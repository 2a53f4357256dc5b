import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real decoders and real inference on two cores: slow is not wrong.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // A process for each file would load the same modules again, which takes a tenth of the whole time. So a test puts
    // back what it changes of its process, and no module of ours keeps what another file would notice.
    isolate: false,
    // What runs keep for the next one must not come from, or go to, the cache of who runs the tests.
    env: { XCLIP_CACHE: mkdtempSync(join(tmpdir(), 'xclip-test-cache-')) },
    disableConsoleIntercept: true,
  },
});
