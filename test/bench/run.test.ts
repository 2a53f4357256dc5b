import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/fixtures.js';

test('an unknown suite is refused before anything is made', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'bench/run.mjs'), '--suite', 'short,speed'],
    { encoding: 'utf8', env: { ...process.env, XCLIP_BENCH_CACHE: '/nonexistent' } },
  );
  expect(status).toBe(1);
  expect(stderr).toContain('no suite is called speed');
});
